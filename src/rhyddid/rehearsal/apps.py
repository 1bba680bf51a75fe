from django.apps import AppConfig


class RehearsalConfig(AppConfig):
    name = "rhyddid.rehearsal"
    label = "rehearsal"
    default_auto_field = "django.db.models.BigAutoField"
