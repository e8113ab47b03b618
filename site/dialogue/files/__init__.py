"""Files that come with matters: read in a process of their own, released one by one."""
