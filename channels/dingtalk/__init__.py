"""DingTalk: so far the robot of an HR group."""
