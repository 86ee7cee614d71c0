package tokens

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"gorm.io/gorm"

	"github.com/gatehouse-dev/gatehouse/backend/policy"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// condition is one of a filter's in SQL.
type condition struct {
	where  string
	values []any
	// few asks for the ids of the tokens that may meet it, out of an index; nil where none knows.
	few *gorm.DB
	// along says the same as where in words that keep the database from beginning with its index, because it would have to
	// sort, unless the order is one of those that the index follows; "" is where itself.
	along   string
	follows []Order
}

// byMaking are the orders of an index that ends with the time of making.
var byMaking = []Order{Newest, Oldest}

var partOfID = regexp.MustCompile(`^[0-9A-Za-z_]{1,20}$`)

func is(where string, values ...any) condition { return condition{where: where, values: values} }

// walked adds the condition to a question that follows an order.
func (c condition) walked(q *gorm.DB, o Order) *gorm.DB {
	if c.along == "" || slices.Contains(c.follows, o) {
		return q.Where(c.where, c.values...)
	}
	return q.Where(c.along, c.values...)
}

// conditions says a filter in SQL. What is most probably met by few comes first.
func (r repo) conditions(ctx context.Context, f Filter, now int64) []condition {
	var all []condition
	if f.Parent != "" {
		all = append(all, is("parent_id = ? AND parent_id <> ''", f.Parent))
	} else if f.Text == "" { // who looks for an id may mean an ephemeral token
		all = append(all, is("parent_id = ''"))
	}
	if f.App != "" {
		all = append(all, is("app_id = ?", f.App))
	}
	if f.Owner != "" {
		all = append(all, is("app_id IN (SELECT id FROM apps WHERE owner = ?)", rbac.OwnerID(f.Owner)))
	}
	if f.Network != "" {
		c := is("last_used_network = ? AND last_used_network <> ''", f.Network)
		c.few, c.along, c.follows = r.ids(ctx, c), "last_used_network || '' = ?", byMaking
		all = append(all, c)
	}
	if f.State != "" {
		all = append(all, r.inState(ctx, f.State, now)...)
	}
	if f.API != "" {
		c := is("id IN (SELECT token_id FROM token_apis WHERE api = ?)", f.API)
		c.few = r.store.Read(ctx).Model(&apiRow{}).Select("token_id").Where("api = ?", f.API)
		c.along = "EXISTS (SELECT 1 FROM token_apis WHERE token_id = tokens.id AND api = ?)"
		all = append(all, c)
	}
	if f.Breaks != "" {
		all = append(all, r.against(ctx, f.Breaks, now)...)
	}
	if f.ScopeRisk != "" {
		c := is("scope_risk = ?", weights[f.ScopeRisk])
		c.few, c.along, c.follows = r.ids(ctx, c), "+scope_risk = ?", byMaking
		all = append(all, c)
	}
	return append(all, r.timesAndTexts(ctx, f, now)...)
}

// against says in SQL that a token lives against a rule in force. The job forgets the breaches of a token that ended only
// when it looks again.
func (r repo) against(ctx context.Context, rule policy.Rule, now int64) []condition {
	known := r.store.Read(ctx).Model(&breachRow{}).Select("token_id").Where("planned = FALSE")
	// NOT keeps the database from looking for a token among all that is in force, by an index that doesn't begin with tokens.
	broken := is("id IN (SELECT token_id FROM token_breaches WHERE planned = FALSE)")
	broken.few, broken.along = known, "EXISTS (SELECT 1 FROM token_breaches WHERE token_id = tokens.id AND NOT planned)"
	if rule != AnyRule {
		broken = is("id IN (SELECT token_id FROM token_breaches WHERE planned = FALSE AND rule = ?)", rule)
		broken.few = known.Where("rule = ?", rule)
		broken.along = "EXISTS (SELECT 1 FROM token_breaches WHERE planned = FALSE AND rule = ? AND token_id = tokens.id)"
	}
	lives := is("revoked_at IS NULL AND expires_at > ?", now)
	lives.along, lives.follows = "revoked_at IS NULL AND +expires_at > ?", []Order{EndingFirst}
	return []condition{broken, lives}
}

// timesAndTexts are the conditions that many tokens usually meet.
func (r repo) timesAndTexts(ctx context.Context, f Filter, now int64) (all []condition) {
	if f.OlderDays > 0 {
		c := is("created_at <= ?", now-int64(f.OlderDays)*day.Microseconds())
		c.along, c.follows = "+created_at <= ?", byMaking
		all = append(all, c)
	}
	if f.UnusedDays > 0 {
		since := now - int64(f.UnusedDays)*day.Microseconds()
		// Nothing was used before it was made: the second half saves walking over what is younger.
		c := is(lastSignColumn+" <= ? AND created_at <= ?", since, since)
		c.along, c.follows = lastSignColumn+" <= ? AND +created_at <= ?", byMaking
		all = append(all, c)
	}
	if f.Text != "" {
		text := "%" + literal(strings.ToLower(f.Text)) + "%"
		c := is(`LOWER(name) LIKE ? ESCAPE '\'`, text)
		if partOfID.MatchString(f.Text) {
			c = is(`(LOWER(name) LIKE ? ESCAPE '\' OR LOWER(id) LIKE ? ESCAPE '\')`, text, text)
		}
		c.few = r.ids(ctx, c)
		all = append(all, c)
	}
	return all
}

func (r repo) ids(ctx context.Context, c condition) *gorm.DB {
	return r.store.Read(ctx).Model(&row{}).Select("id").Where(c.where, c.values...)
}

// inState says in SQL what Token.StateAt says in Go.
func (r repo) inState(ctx context.Context, state State, now int64) []condition {
	switch state {
	case Revoked:
		c := is("revoked_at IS NOT NULL")
		c.few = r.ids(ctx, c)
		return []condition{c}
	case Expired:
		c := is("revoked_at IS NULL AND expires_at <= ?", now)
		c.along, c.follows = "revoked_at IS NULL AND +expires_at <= ?", []Order{EndingFirst}
		return []condition{c}
	}
	living := is("revoked_at IS NULL AND expires_at > ?", now)
	if state == Suspended {
		suspended := is("suspended_at IS NOT NULL")
		suspended.few = r.ids(ctx, suspended)
		return []condition{suspended, living}
	}
	held := is("quarantine_mode <> '' AND quarantine_until > ?", now)
	if state == Quarantined {
		held.few = r.ids(ctx, held)
		return []condition{held, living, is("suspended_at IS NULL")}
	}
	if state == Active {
		living.along, living.follows = "revoked_at IS NULL AND +expires_at > ?", []Order{EndingFirst}
	}
	working := []condition{living, is("suspended_at IS NULL AND NOT ("+held.where+")", now)}
	// Whoever has two open secrets has one that waits for its end or for its first use; an index knows those few.
	waiting := r.store.Read(ctx).Raw("SELECT token_id FROM token_secrets WHERE valid_until > ? UNION ALL SELECT token_id FROM token_secrets WHERE pending_until_first_use", now)
	open := r.store.Read(ctx).Model(&secretRow{}).Select("COUNT(*)").
		Where("token_secrets.token_id = tokens.id AND (valid_until IS NULL OR valid_until > ?)", now)
	if state == Rotating {
		return append(working, is("id IN (?) AND (?) > 1", waiting, open))
	}
	working = append(working, is("NOT (id IN (?) AND (?) > 1)", waiting, open))
	soon := "(expires_at - CAST(? AS BIGINT) <= ? AND (expires_at - CAST(? AS BIGINT)) * 5 <= expires_at - created_at)"
	if state == Active {
		return append(working, is("NOT "+soon, now, expiringSoon.Microseconds(), now))
	}
	c := is(soon+" AND expires_at <= ?", now, expiringSoon.Microseconds(), now, now+expiringSoon.Microseconds())
	c.few = r.store.Read(ctx).Model(&row{}).Select("id").
		Where("revoked_at IS NULL AND expires_at > ? AND expires_at <= ?", now, now+expiringSoon.Microseconds())
	return append(working, c)
}
