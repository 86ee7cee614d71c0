package tokens

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
)

// importing is an import while it is checked, with what it was held against.
type importing struct {
	*Service
	Import
	apps  map[string]apps.App
	rules map[string]rules // by ruleKey
	// names and ids are those of tokens that there are, and of lines before; left is how many more tokens an app may have.
	names map[[3]string]bool
	ids   map[string]int
	left  map[leftKey]int64
	ready []importable
}

// leftKey is an app at one level of the ladder that limits how many tokens it may have.
type leftKey struct{ app, level, id string }

// ruleKey answers what the rules of a line depend on: its app, its environment, and the APIs of its scopes.
func ruleKey(l *ImportLine) string {
	return l.App + " " + l.Draft.Environment + " " + strings.Join(sorted(APIsOf(l.Draft.Scopes)), " ")
}

// importable is a line without mistakes.
type importable struct {
	ImportLine
	id   string
	hash secret.Proof
	app  apps.App
}

// check holds one line against everything.
func (i *importing) check(ctx context.Context, l ImportLine) error {
	before := len(i.Findings)
	hash, id := i.checkKey(l)
	app, known := i.apps[l.App]
	switch {
	case !known:
		i.find(l.Line, "app", "unknown", "There is no app with this id.")
		if _, err := i.cleanDraft(ctx, &l); err != nil {
			return err
		}
	case app.State != apps.Active:
		i.find(l.Line, "app", "suspended", "The app is suspended and gets no tokens.")
	default:
		if err := i.checkDraft(ctx, &l); err != nil {
			return err
		}
	}
	if len(i.Findings) == before && !i.More {
		i.ready = append(i.ready, importable{ImportLine: l, id: id, hash: hash, app: app})
	}
	return nil
}

func (i *importing) checkKey(l ImportLine) (secret.Proof, string) {
	i.countForm(l.Form)
	if err := l.Form.Check(i.Brand); err != nil {
		member := map[error]string{secret.ErrFormPrefix: "prefix", secret.ErrFormLength: "length"}[err]
		if member == "" {
			member = "alphabet"
		}
		i.find(l.Line, member, "invalid", strings.ToUpper(err.Error()[:1])+err.Error()[1:]+".")
	} else if bits := l.Form.Bits(); bits < secret.ImportedBitsMin {
		i.find(l.Line, "length", "weak", "Such keys have at most "+strconv.Itoa(bits)+" bits of chance, and "+strconv.Itoa(secret.ImportedBitsMin)+
			" are needed: from its SHA-256, who sees it could find the key. Give their users new tokens instead.")
	}
	if len(l.Last4) > 4 || !plain(l.Last4, 4, false) {
		i.find(l.Line, "last4", "invalid", "Of a key, only its last four characters are shown.")
	}
	hash, err := secret.ParseProof(l.SHA256)
	if err != nil {
		i.find(l.Line, "sha256", "invalid", "A SHA-256 is 64 hexadecimal digits.")
		return hash, ""
	}
	raw := secret.ImportedID(i.Service.Keys.Derive(importedKeys), hash)
	id := idPrefix + string(raw[:])
	if line, twice := i.ids[id]; twice && line > 0 {
		i.find(l.Line, "sha256", "twice", "The key stands in line "+strconv.Itoa(line)+" already.")
	} else if twice {
		i.find(l.Line, "sha256", "known", "The key was imported before, as the token "+id+".")
	}
	i.ids[id] = l.Line
	return hash, id
}

// importedKeys names the key under which imported keys get their ids; the gate looks them up by the same.
const importedKeys = "imported keys"

// cleanDraft holds a token against the rules that a new one of the app is held against, and answers whether it is in order.
// Of an app that there is not, scopes are not asked for.
func (i *importing) cleanDraft(ctx context.Context, l *ImportLine) (ok bool, err error) {
	key := ruleKey(l)
	r, known := i.rules[key]
	if !known {
		if r, err = i.Service.rules(ctx, l.App, l.Draft.Environment, l.Draft.Scopes); err != nil {
			return false, err
		}
		if r.risks, err = i.Grants.Risks(ctx, r.granted); err != nil {
			return false, err
		}
		i.rules[key] = r
	}
	var kept []string
	if _, known := i.apps[l.App]; !known {
		kept = l.Draft.Scopes
	}
	clean, err := l.Draft.check(r, kept)
	var wrong *fault.Fault
	if errors.As(err, &wrong) {
		for _, f := range wrong.Fields {
			i.find(l.Line, columnOf(f.Pointer), f.Code, f.Message)
		}
		return false, nil
	}
	if err != nil {
		return false, err
	}
	l.Draft = clean
	return true, nil
}

// checkDraft is cleanDraft for an app that there is, with the room that the app has left.
func (i *importing) checkDraft(ctx context.Context, l *ImportLine) error {
	ok, err := i.cleanDraft(ctx, l)
	if !ok || err != nil {
		return err
	}
	name := [3]string{l.App, l.Draft.Environment, l.Draft.Name}
	if i.names[name] {
		i.find(l.Line, "name", "taken", "The app has a token of this name in this environment, here or in a line before.")
	}
	i.names[name] = true
	return i.checkRoom(ctx, l, i.rules[ruleKey(l)])
}

// checkRoom holds the number of the app's tokens, with those of the lines before, against every level.
func (i *importing) checkRoom(ctx context.Context, l *ImportLine, r rules) error {
	for _, limit := range r.policy.Limits {
		key := leftKey{l.App, limit.Level, limit.ID}
		if _, counted := i.left[key]; !counted {
			living, err := i.repo.countLiving(ctx, l.App, limit.Place, r.now)
			if err != nil {
				return err
			}
			i.left[key] = int64(limit.Max) - living
		}
		if i.left[key]--; i.left[key] == -1 {
			i.find(l.Line, "app", "too_many", limit.String()+" allows an app at most "+fault.Counted(limit.Max, "token", "tokens")+"; with this line it has more.")
		}
	}
	return nil
}

// columnOf names the column of a draft's member.
func columnOf(pointer string) string {
	name, _, _ := strings.Cut(strings.TrimPrefix(pointer, "/"), "/")
	switch name {
	case "expiresAt":
		return "expires_at"
	case "notBefore":
		return "not_before"
	}
	return name
}
