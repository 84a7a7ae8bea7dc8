"""Say what is wrong with an installation, and how to mend it."""

from django.core.management.base import BaseCommand, CommandError

from hearten.config.doctor import State, examine


class Command(BaseCommand):
    help = "Check this installation; each finding says how to mend it."
    requires_system_checks: list[str] = []

    def handle(self, *args, **options):
        findings = examine()
        for finding in findings:
            self.stdout.write(f"{finding.state.value:8} {finding.name:22} {finding.what}")
            if finding.mend and finding.state is not State.GOOD:
                self.stdout.write(f"{'':31} → {finding.mend}")
        if any(finding.state is State.BAD for finding in findings):
            raise CommandError("Something is wrong; see above.")
