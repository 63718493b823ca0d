"""The CMS's sign-in form, in words that everyone who was invited understands."""

from wagtail.admin.forms.auth import LoginForm


class SignInForm(LoginForm):
    """Wagtail's: its fields have no French label. An account made by an invitation is named by its address."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "Adresse de courriel ou nom d’utilisateur"
        self.fields["username"].widget.attrs |= {"placeholder": "", "autocomplete": "username"}
        self.fields["password"].label = "Mot de passe"
        self.fields["password"].widget.attrs |= {"placeholder": "", "autocomplete": "current-password"}
