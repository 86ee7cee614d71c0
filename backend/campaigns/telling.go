package campaigns

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/mail"
	"github.com/gatehouse-dev/gatehouse/backend/reqinfo"
	"github.com/gatehouse-dev/gatehouse/backend/tokens"
)

const (
	noticeKind   = "tokens.narrow"
	mailTemplate = "least-privilege"
	// asksPage lists what campaigns ask of a person.
	asksPage = "/narrow"
	// namedMax is how many tokens a mail names; the page has all of them.
	namedMax = 50
)

// Tell tells owners of the campaigns that run, each once and of their own tokens only, reminds those who haven't answered once
// before the last date, and ends campaigns whose last date came. An owner who can't be told doesn't keep the others from it.
func (s *Service) Tell(ctx context.Context) error {
	ctx = reqinfo.AsSystem(ctx, "campaigns.tell")
	running, err := s.repo.running(ctx)
	if err != nil {
		return err
	}
	var wrong []error
	for _, c := range running {
		now := s.now()
		if c.Due != nil && !now.Before(*c.Due) {
			err := s.Store.Tx(ctx, func(ctx context.Context) error { return s.end(ctx, c.ID, "") })
			if err != nil && !errors.Is(err, ErrOver) {
				wrong = append(wrong, fmt.Errorf("end campaign %s at its last date: %w", c.ID, err))
			}
			continue
		}
		wrong = append(wrong, s.tellAll(ctx, c, nil))
		if at := c.remindAt(); !at.IsZero() && !now.Before(at) {
			wrong = append(wrong, s.tellAll(ctx, c, &at))
		}
	}
	return errors.Join(wrong...)
}

// tellAll tells every owner who wasn't told; with told set, it reminds everybody who was told before then.
func (s *Service) tellAll(ctx context.Context, c Campaign, told *time.Time) error {
	var wrong []error
	for after := ""; ; {
		owner, err := s.repo.nextOwner(ctx, c.ID, after, told)
		if err != nil || owner == "" {
			return errors.Join(append(wrong, err)...)
		}
		after = owner
		err = s.Store.Tx(ctx, func(ctx context.Context) error { return s.tellOwner(ctx, c, owner, told) })
		if err != nil {
			wrong = append(wrong, fmt.Errorf("tell %s of campaign %s: %w", owner, c.ID, err))
		}
	}
}

func (s *Service) tellOwner(ctx context.Context, c Campaign, owner string, told *time.Time) error {
	asked, err := s.repo.tell(ctx, c.ID, owner, told, s.now())
	if err != nil || len(asked) == 0 {
		return err
	}
	scopes, ids := map[string]Member{}, make([]string, len(asked))
	for i, m := range asked {
		scopes[m.TokenID], ids[i] = m, m.TokenID
	}
	entries, n, err := s.entries(ctx, owner, ids, scopes)
	if err != nil || n == 0 {
		return err
	}
	count := fault.Counted(n, "token", "tokens")
	title := count + " of yours could be narrower"
	if told != nil {
		title = "Until " + c.Due.UTC().Format("2 January, 15:04 MST") + ": " + title
	}
	notice := accounts.Notice{Kind: noticeKind, Title: title, Body: c.Name, Link: asksPage}
	if c.Words != "" {
		notice.Body += ": " + c.Words
	}
	if n == 1 {
		notice.Link = "/tokens/" + ids[0]
	}
	data := map[string]any{"Count": count, "Title": c.Name, "Text": c.Words, "Notices": entries, "Link": asksPage}
	if c.Due != nil {
		data["When"] = c.Due.UTC().Format("2 January 2006, 15:04 MST") // a day alone is another one elsewhere
	}
	if n > namedMax {
		data["Sentence"] = "These are " + fault.Counted(namedMax, "of them", "of them") + "; the page lists all."
	}
	return s.Apps.Tell(ctx, s.Messenger, owner, notice, mailTemplate, data)
}

// entries names the tokens of a mail, and answers how many there are. What isn't the owner's any more is left out.
func (s *Service) entries(ctx context.Context, owner string, ids []string, asked map[string]Member) ([]mail.Entry, int, error) {
	var entries []mail.Entry
	n := 0
	for len(ids) > 0 {
		some := ids[:min(len(ids), 200)]
		ids = ids[len(some):]
		found, err := s.Tokens.Some(ctx, some)
		if err != nil {
			return nil, 0, err
		}
		ofApps, err := s.Apps.Some(ctx, appsOf(found))
		if err != nil {
			return nil, 0, err
		}
		for _, t := range found {
			app := ofApps[t.AppID]
			if app.Owner != owner {
				continue
			}
			if n++; n > namedMax {
				continue
			}
			m := asked[t.ID]
			entries = append(entries, mail.Entry{
				Title: t.Name + " (" + app.Name + ", " + t.Environment + ")", Text: "Not needed for 30 days: " + named(append(m.Scopes, m.Networks...)),
				Link: s.PublicURL + "/tokens/" + t.ID,
			})
		}
	}
	return entries, n, nil
}

func appsOf(found []tokens.Token) []string {
	ids := make([]string, len(found))
	for i, t := range found {
		ids[i] = t.AppID
	}
	return ids
}

// named lists a few of some texts.
func named(all []string) string {
	const shown = 5
	text := ""
	for i, each := range all[:min(len(all), shown)] {
		if i > 0 {
			text += ", "
		}
		text += each
	}
	if left := len(all) - shown; left > 0 {
		text += " and " + fault.Counted(left, "other", "others")
	}
	return text
}
