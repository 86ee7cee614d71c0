package apps

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// ForgetContact takes an address out of the contacts of every app, in the transaction of ctx.
func (s *Service) ForgetContact(ctx context.Context, address string) error {
	return s.replaceContact(ctx, address, "")
}

// MoveContact puts a person's new address in the place of their former one in the contacts of every app, in the transaction of ctx.
func (s *Service) MoveContact(ctx context.Context, from, to string) error {
	return s.replaceContact(ctx, from, to)
}

func (s *Service) replaceContact(ctx context.Context, from, to string) error {
	found, err := s.repo.contacted(ctx, from)
	if err != nil {
		return err
	}
	for _, app := range found {
		contacts := replaced(app.Contacts, from, to)
		if slices.Equal(contacts, app.Contacts) {
			continue
		}
		was := app
		app.Contacts = contacts
		if err := s.write(ctx, "apps.update", &app, differences(was, app)); err != nil {
			return fmt.Errorf("replace a contact of app %s: %w", app.ID, err)
		}
	}
	return nil
}

// replaced answers contacts with one address in the place of another, once; "" takes it out.
func replaced(contacts []string, from, to string) []string {
	var out []string
	for _, c := range contacts {
		if strings.EqualFold(c, from) {
			c = to
		}
		if c != "" && !slices.ContainsFunc(out, func(o string) bool { return strings.EqualFold(o, c) }) {
			out = append(out, c)
		}
	}
	return out
}
