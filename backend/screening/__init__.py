"""Rules that sort applications before the interview. Pure: values in, values out. They reject nobody."""
