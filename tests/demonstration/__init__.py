"""The fictional county 清源县: its data are generated here and committed in `datasets/`."""
