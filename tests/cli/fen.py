"""A TOML file that says all there is to say of a partnership."""

FEN = """\
[partnership]
name = "Fenland"
zone = "Europe/London"
thresholds = { scores = 6 }

[[organisation]]
name = "Fen Trust"
sector = "nhs"
contact = "data@fen.example"
basis = "public_task"
retention_days = 730

[[organisation]]
name = "Ely Council"
sector = "local_authority"
contact = "data@ely.example"
basis = "public_task"
retention_days = 365

[[cohort]]
name = "First year"

[[site]]
name = "Ely"

[[person]]
name = "Ada"
organisation = "Fen Trust"
accounts = ["slack:T1:UADA"]
roles = ["convener"]

[[person]]
name = "Lena"
organisation = "Ely Council"
cohorts = ["First year"]
sites = ["Ely"]
leads = ["Ely"]

[[check_in]]
title = "Listening"
kind = "pulse"
questions = '''
How well do we listen? [1-5]
What did you notice?
'''
rule = "FREQ=WEEKLY;BYDAY=TU"
starts = 2027-01-05T09:30:00
remind_hours = 24
visibility = "anonymous"

[[check_in]]
library = "trust.between_us"
rule = "FREQ=WEEKLY;INTERVAL=4;BYDAY=TH"
starts = 2027-01-07T09:30:00
audience = "organisation: Fen Trust"
visibility = "organisation"
status = "paused"
"""
