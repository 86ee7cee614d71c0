package tokens_test

import (
	"bytes"
	"encoding/csv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/doctor"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/policy"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
	"github.com/gatehouse-dev/gatehouse/backend/tokens"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

func TestEachDayKeepsHowItsRulesWereMet(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(t, s)
		made := f.create(tokens.Draft{Name: "=cmd()"})
		f.set(policy.App, made.Token.AppID, policy.Part{DescriptionRequired: of(true)})
		for range 2 {
			require.NoError(t, f.Comply(t.Context()))
			f.clock.Advance(day / 4)
		}
		_, err := f.Change(f.ada(), made.Token.ID, 0, true, tokens.Patch{Description: of("The kiosk.")})
		require.NoError(t, err)
		f.clock.Advance(day)
		require.NoError(t, f.Comply(t.Context()))

		days, err := f.Trend(t.Context(), 90)
		require.NoError(t, err)
		var of []tokens.Compliance
		for _, d := range days {
			if d.Rule == policy.DescriptionRequired {
				of = append(of, d)
			}
		}
		require.Len(t, of, 2, "one for a day, whatever the number of runs")
		require.Equal(t, "2026-03-01", of[0].Day.Format("2006-01-02"))
		require.EqualValues(t, []int64{2, 1, 2, 0}, []int64{of[0].Tokens, of[0].Breaking, of[1].Tokens, of[1].Breaking})

		f.clock.Advance(400 * day)
		require.NoError(t, f.Comply(t.Context()))
		days, err = f.Trend(t.Context(), 1000)
		require.NoError(t, err)
		require.Equal(t, "2026-03-03", days[0].Day.Format("2006-01-02"), "what is older than 400 days is gone")
	})
}

func TestOffendersAndEvidenceNameTheSameTokens(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(t, s)
		made := f.create(tokens.Draft{Name: "Kiosk"})
		f.set(policy.App, made.Token.AppID, policy.Part{DescriptionRequired: of(true)})
		require.NoError(t, f.Comply(t.Context()))
		at := policy.Place{Level: policy.App, ID: made.Token.AppID}
		found, err := f.Offenders(t.Context(), policy.DescriptionRequired, at, page.Request{Limit: 10})
		require.NoError(t, err)
		require.Len(t, found.Items, 1)
		require.Equal(t, made.Token.ID, found.Items[0].Token.ID)
		require.Equal(t, begin, found.Items[0].Since)
		days, facts, cut, err := f.Evidence(t.Context())
		require.NoError(t, err)
		require.NotEmpty(t, days)
		require.False(t, cut)
		require.Len(t, facts, 1)
		require.Equal(t, "u:acc_ada", facts[0].Owner)
		require.Equal(t, "App of Kiosk", facts[0].AppName)
	})
}

func TestTheInventoryAndItsExportNameTheRulesInForceThatLivingTokensBreak(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(t, s)
		security := f.as("u:acc_sec", rbac.SecurityAdmin)
		kiosk := f.create(tokens.Draft{Name: "Kiosk"}).Token
		ended := f.create(tokens.Draft{Name: "Ended"}).Token
		for _, app := range []string{kiosk.AppID, ended.AppID} {
			f.set(policy.App, app, policy.Part{DescriptionRequired: of(true)})
		}
		require.NoError(t, f.Comply(t.Context()))
		_, err := s.WriterPool().ExecContext(t.Context(), `INSERT INTO token_breaches (rule, level, level_id, planned, token_id, app_id, found_at)
			VALUES ('kinds', 'instance', '', TRUE, $1, $2, 1), ('descriptionRequired', 'instance', '', FALSE, $1, $2, 1)`, kiosk.ID, kiosk.AppID)
		require.NoError(t, err)
		_, err = f.Revoke(f.ada(), ended.ID, "Over.")
		require.NoError(t, err)

		live := func(rule policy.Rule) (names []string) {
			for _, token := range walk(t, f, security, tokens.Filter{Breaks: rule}, tokens.Newest, 50) {
				if token.Environment == "live" { // not the tokens that came with the apps
					names = append(names, token.Name)
				}
			}
			return names
		}
		require.Equal(t, []string{"Kiosk"}, live(tokens.AnyRule))
		require.Equal(t, []string{"Kiosk"}, live(policy.DescriptionRequired))
		require.Empty(t, live(policy.NameRule))
		require.Empty(t, live(policy.Kinds), "announced, not in force")

		text, err := f.Export(security, tokens.Filter{}, tokens.Newest)
		require.NoError(t, err)
		lines, err := csv.NewReader(text).ReadAll()
		require.NoError(t, err)
		last := len(lines[0]) - 1
		require.Equal(t, "broken_rules", lines[0][last])
		rules := map[string]string{}
		for _, line := range lines[1:] {
			rules[line[0]] = line[last]
		}
		require.Equal(t, "descriptionRequired", rules[kiosk.ID], "once, although two levels ask for it")
		require.Empty(t, rules[ended.ID])
	})
}

func TestEvidenceNamesTheClausesOfTheProfilesThatAreOn(t *testing.T) {
	f := open(t, storetest.New(t))
	made := f.create(tokens.Draft{Name: "Kiosk"})
	e, err := f.Presented(t.Context())
	require.NoError(t, err)
	require.Empty(t, e.Profiles)
	for _, p := range []doctor.Profile{doctor.GDPR, doctor.PCI} {
		require.NoError(t, f.policy.SwitchOn(t.Context(), p, 0, true, policy.Apply{}))
	}
	require.NoError(t, f.Comply(t.Context()))
	e, err = f.Presented(t.Context())
	require.NoError(t, err)
	require.Len(t, e.Profiles, 2)
	for _, d := range e.Profiles[0].Demands {
		require.True(t, d.Met, d.Rule)
	}
	clauses := []string{"PCI DSS 7.2.5.1", "GDPR Art. 5(1)(b)"}
	require.Len(t, e.Breaches, 1)
	require.Equal(t, made.Token.ID, e.Breaches[0].Token)
	require.Equal(t, clauses, e.Breaches[0].Clauses)
	for _, d := range e.Days {
		if d.Rule == string(policy.DescriptionRequired) {
			require.Equal(t, clauses, d.Clauses)
		}
		require.NotNil(t, d.Clauses)
	}
	text, err := e.CSV()
	require.NoError(t, err)
	require.Contains(t, string(text), "PCI DSS 7.2.5.1; GDPR Art. 5(1)(b)")
	require.Contains(t, string(text), "PCI DSS 4.0.1: Tokens that nobody uses for 90 days are suspended.")
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	require.NoError(t, err, "each row has the columns of the header")
	require.Greater(t, len(rows), len(e.Days))
}

func TestIdleTokensHaveAShareAndAreToldOfByTheirOwnJobOnly(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f, _, messages := nodes(t, s)
		used, idle := f.create(tokens.Draft{Name: "Used"}).Token, f.create(tokens.Draft{Name: "Idle"}).Token
		rules := policy.Shipped()
		rules.IdleDays = 30
		security := f.as("u:acc_sec", rbac.Admin)
		_, err := f.policy.Set(security, policy.Instance, "", 0, true, rules.Part(), policy.Apply{Mode: policy.AtOnce})
		require.NoError(t, err)
		f.clock.Advance(30 * day)
		require.NoError(t, f.MarkUsed(t.Context(), []tokens.Use{{TokenID: used.ID, At: f.clock.Now().UnixMicro()}}))
		messages.notices = nil
		require.NoError(t, f.Comply(t.Context()))
		require.Empty(t, messages.notices)
		require.Equal(t, tokens.Active, f.state(idle.ID), "nobody was warned yet")
		days, err := f.Trend(t.Context(), 1)
		require.NoError(t, err)
		for _, d := range days {
			if d.Rule == policy.IdleDays {
				require.EqualValues(t, []int64{4, 3}, []int64{d.Tokens, d.Breaking}, "with the apps' first tokens")
			}
		}
		breaks, err := f.Breaks(t.Context(), idle.ID)
		require.NoError(t, err)
		require.Equal(t, []string{"This portal suspends tokens that nobody uses for 30 days."}, breaks)
	})
}

func TestEvidenceSaysWhoFreedWhomWhyAndUntilWhen(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(t, s)
		app := f.register("Kiosk").App
		end := f.clock.Now().Add(30 * day)
		x, err := f.policy.Ask(f.ada(), policy.Exception{AppID: app.ID, Rule: policy.MaxLife, Reason: "=Terminals", EndsAt: end})
		require.NoError(t, err)
		_, err = f.policy.Decide(f.as("u:acc_sec", rbac.SecurityAdmin), x.ID, true, "Until they are replaced.")
		require.NoError(t, err)
		e, err := f.Presented(t.Context())
		require.NoError(t, err)
		require.Len(t, e.Exceptions, 1)
		got := e.Exceptions[0]
		require.Equal(t, []string{"maxLifeSeconds", "Kiosk", "approved", "u:acc_ada", "u:acc_sec", "=Terminals", "Until they are replaced."},
			[]string{got.Rule, got.AppName, got.State, got.RequestedBy, got.DecidedBy, got.Reason, got.DecisionReason})
		require.Equal(t, end, got.EndsAt)
		text, err := e.CSV()
		require.NoError(t, err)
		lines, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
		require.NoError(t, err)
		last := lines[len(lines)-1]
		require.Equal(t, "exception", last[0])
		require.Contains(t, last, "'=Terminals", "no spreadsheet runs it")

		f.clock.Advance(400 * day)
		e, err = f.Presented(t.Context())
		require.NoError(t, err)
		require.Empty(t, e.Exceptions, "of the last year")
	})
}
