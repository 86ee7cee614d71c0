package enforce

import "github.com/gatehouse-dev/gatehouse/backend/secret"

// form reads the stored form of an imported key; "" is a secret of our own. One that can't be read fits nothing, so its key
// is refused.
func (r *reader) form(text string) *secret.Form {
	if text == "" {
		return nil
	}
	if known := r.forms[text]; known != nil {
		return known
	}
	form, err := secret.ParseForm(text)
	if err != nil {
		form = secret.Form{Length: -1}
	}
	r.forms[text] = &form
	return &form
}

// addForms adds the forms that the secrets were read with.
func (r *reader) addForms(b *Builder) {
	for _, form := range r.forms {
		b.s.known = b.s.known.with(&Token{Current: Secret{Form: form}})
	}
}
