"""The public part of the board as an ordinary source folder, to be published beside the county's.

`messages` makes the rows of the dataset, `transcripts` the articles of announced hours, `folder`
writes it all and replaces what an earlier export wrote.
"""
