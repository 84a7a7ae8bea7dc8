"""Reading needs studies, codes and labels."""
