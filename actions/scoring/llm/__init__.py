"""What the LLM scorer is made of: prompt, quotes and their verification. Pure; the endpoint is behind a port."""
