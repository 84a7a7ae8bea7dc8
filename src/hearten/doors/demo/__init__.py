"""The demo insurer: invented people, two years of their life with us, and the truth about what was put in (issue item 9)."""
