package teams_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
	"github.com/gatehouse-dev/gatehouse/backend/teams"
	"github.com/gatehouse-dev/gatehouse/backend/web"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

func TestEachRoleDoesExactlyWhatItMayAndAStrangerFindsNothing(t *testing.T) {
	acts := []string{"read", "leave", "rename", "invite", "resend", "withdraw", "role", "expel", "remove"}
	may := map[teams.Role]string{teams.Owner: "read rename invite resend withdraw role expel remove leave", teams.Developer: "read leave", teams.Viewer: "read leave", "": ""}
	for role, allowed := range may {
		t.Run("as "+string(role), func(t *testing.T) {
			f := open(t, storetest.New(t))
			ada, _ := f.person(t, "Ada")
			bob, _ := f.person(t, "Bob")
			eve, victim := f.person(t, "Eve")
			for _, act := range acts {
				team, err := f.Create(ada, "Team "+act)
				require.NoError(t, err)
				f.join(t, ada, eve, team.ID, "Eve", teams.Developer)
				if role != "" {
					f.join(t, ada, bob, team.ID, "Bob", role)
				}
				open, err := f.Invite(ada, team.ID, "zoe@example.com", teams.Viewer)
				require.NoError(t, err)
				err = f.act(bob, act, team.ID, victim, open.ID)
				switch {
				case strings.Contains(allowed, act):
					require.NoError(t, err, act)
				case role == "":
					require.ErrorIs(t, err, teams.ErrNotFound, act)
				default:
					require.ErrorIs(t, err, teams.ErrOwnersOnly, act)
				}
			}
		})
	}
}

func (f fixture) act(ctx context.Context, act, team, member, invitation string) (err error) {
	switch act {
	case "read":
		_, err = f.Find(ctx, team)
	case "leave":
		err = f.Leave(ctx, team)
	case "rename":
		_, err = f.Rename(ctx, team, "Quay "+team, 1, false)
	case "invite":
		_, err = f.Invite(ctx, team, "new@example.com", teams.Viewer)
	case "resend":
		_, err = f.Resend(ctx, team, invitation)
	case "withdraw":
		err = f.Withdraw(ctx, team, invitation)
	case "role":
		err = f.SetRole(ctx, team, member, teams.Viewer)
	case "expel":
		err = f.Expel(ctx, team, member)
	case "remove":
		err = f.Remove(ctx, team, 0)
	}
	return err
}

func TestTwoOwnersWhoLeaveAtOnceLeaveOneBehind(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(t, s)
		ada, adaID := f.person(t, "Ada")
		bob, bobID := f.person(t, "Bob")
		for i, step := range []func(ctx context.Context, team, me string) error{
			func(ctx context.Context, team, _ string) error { return f.Leave(ctx, team) },
			func(ctx context.Context, team, me string) error { return f.SetRole(ctx, team, me, teams.Viewer) },
			func(ctx context.Context, team, me string) error { return f.Expel(ctx, team, me) },
		} {
			team, err := f.Create(ada, fmt.Sprint("Team ", i))
			require.NoError(t, err)
			f.join(t, ada, bob, team.ID, "Bob", teams.Owner)
			refused := make([]error, 2)
			var both sync.WaitGroup
			both.Go(func() { refused[0] = step(ada, team.ID, adaID) })
			both.Go(func() { refused[1] = step(bob, team.ID, bobID) })
			both.Wait()
			require.ErrorIs(t, errors.Join(refused...), teams.ErrLastOwner)
			require.True(t, refused[0] == nil || refused[1] == nil, "one of them went")
			owners := 0
			for _, role := range f.roles(t, team.ID) {
				if role == teams.Owner {
					owners++
				}
			}
			require.Equal(t, 1, owners)
		}
	})
}

func TestAnInvitationIsAnsweredByItsAddressAloneAndOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(t, s)
		ada, _ := f.person(t, "Ada")
		bob, bobID := f.person(t, "Bob")
		eve, _ := f.person(t, "Eve")
		team, err := f.Create(ada, "Harbour")
		require.NoError(t, err)
		made, err := f.Invite(ada, team.ID, "BOB@example.com", teams.Developer)
		require.NoError(t, err)
		_, err = f.Invite(ada, team.ID, "bob@example.com", teams.Viewer)
		require.ErrorIs(t, err, teams.ErrInvited)
		_, err = f.Accept(eve, made.ID)
		require.ErrorIs(t, err, teams.ErrInvitationGone)
		require.ErrorIs(t, f.Decline(eve, made.ID), teams.ErrInvitationGone)
		offers, err := f.Offers(bob)
		require.NoError(t, err)
		require.Len(t, offers, 1)
		require.Equal(t, "Harbour", offers[0].TeamName)
		joined, err := f.Accept(bob, made.ID)
		require.NoError(t, err)
		require.Equal(t, teams.Developer, joined.Role)
		_, err = f.Accept(bob, made.ID)
		require.ErrorIs(t, err, teams.ErrInvitationGone)
		_, err = f.Invite(ada, team.ID, "bob@example.com", teams.Viewer)
		require.ErrorIs(t, err, teams.ErrMember)
		require.Equal(t, teams.Developer, f.roles(t, team.ID)[bobID])
	})
}

func TestAnInvitationEndsAfterThreeDaysAndWithTheRightOfItsSender(t *testing.T) {
	f := open(t, storetest.New(t))
	ada, adaID := f.person(t, "Ada")
	bob, _ := f.person(t, "Bob")
	eve, _ := f.person(t, "Eve")
	team, err := f.Create(ada, "Harbour")
	require.NoError(t, err)
	late, err := f.Invite(ada, team.ID, "bob@example.com", teams.Viewer)
	require.NoError(t, err)
	f.clock.Advance(3 * 24 * time.Hour)
	_, err = f.Accept(bob, late.ID)
	require.ErrorIs(t, err, teams.ErrInvitationGone)
	f.join(t, ada, bob, team.ID, "Bob", teams.Viewer)
	ada = rbac.With(ada, rbac.Subject{ID: rbac.From(ada).ID, StepUpUntil: f.clock.Now().Add(time.Hour)})
	require.NoError(t, f.SetRole(ada, team.ID, rbac.From(bob).AccountID(), teams.Owner))
	made, err := f.Invite(ada, team.ID, "eve@example.com", teams.Owner)
	require.NoError(t, err)
	require.NoError(t, f.SetRole(bob, team.ID, adaID, teams.Developer))
	_, err = f.Accept(eve, made.ID)
	require.ErrorIs(t, err, teams.ErrInvitationGone, "who may not give the role any more gives it to nobody")
	offers, err := f.Offers(eve)
	require.NoError(t, err)
	require.Empty(t, offers)
}

func TestInvitingAnOwnerNeedsAFreshConfirmation(t *testing.T) {
	f := open(t, storetest.New(t))
	ada, _ := f.person(t, "Ada")
	team, err := f.Create(ada, "Harbour")
	require.NoError(t, err)
	stale := rbac.With(ada, rbac.Subject{ID: rbac.From(ada).ID})
	_, err = f.Invite(stale, team.ID, "bob@example.com", teams.Owner)
	require.ErrorIs(t, err, web.ErrStepUpRequired)
	_, err = f.Invite(stale, team.ID, "bob@example.com", teams.Developer)
	require.NoError(t, err)
}

func TestInvitingIsThrottledByAddressInSilence(t *testing.T) {
	f := open(t, storetest.New(t))
	ada, _ := f.person(t, "Ada")
	for i := range 7 {
		team, err := f.Create(ada, fmt.Sprint("Team ", i))
		require.NoError(t, err)
		_, err = f.Invite(ada, team.ID, "bob@example.com", teams.Viewer)
		require.NoError(t, err, "nobody learns how many mails an address got")
	}
	var queued int64
	require.NoError(t, f.store.Read(t.Context()).Table("river_job").Where("kind = 'teams.invite'").Count(&queued).Error)
	require.EqualValues(t, 5, queued)
}

func TestATeamWhoseLastOwnerIsDisabledPassesToTheLongestStandingDeveloper(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(t, s)
		var orphaned []string
		f.OnOrphan(func(_ context.Context, team teams.Team) error { orphaned = append(orphaned, team.ID); return nil })
		admin, _ := f.person(t, "Root", "admin")
		ada, adaID := f.person(t, "Ada")
		bob, bobID := f.person(t, "Bob")
		eve, eveID := f.person(t, "Eve")
		zoe, zoeID := f.person(t, "Zoe")
		team, err := f.Create(ada, "Harbour")
		require.NoError(t, err)
		for _, m := range []struct {
			who  context.Context
			name string
			role teams.Role
		}{{zoe, "Zoe", teams.Viewer}, {bob, "Bob", teams.Developer}, {eve, "Eve", teams.Developer}} {
			f.clock.Advance(time.Minute)
			f.join(t, ada, m.who, team.ID, m.name, m.role)
		}
		_, err = f.people.Disable(admin, adaID)
		require.NoError(t, err)
		require.Equal(t, map[string]teams.Role{adaID: teams.Owner, bobID: teams.Owner, eveID: teams.Developer, zoeID: teams.Viewer}, f.roles(t, team.ID))
		require.Contains(t, f.told.titles, bobID+": You are an owner of the team Harbour now")
		require.ErrorIs(t, f.Leave(bob, team.ID), teams.ErrLastOwner, "an owner who can't sign in is none")
		people, err := f.People(t.Context(), team.ID)
		require.NoError(t, err)
		require.Equal(t, []string{bobID, eveID}, people)
		for _, id := range []string{eveID, bobID} {
			require.Empty(t, orphaned)
			_, err = f.people.Disable(admin, id)
			require.NoError(t, err)
		}
		require.Equal(t, []string{team.ID}, orphaned, "a viewer looks after nothing")
	})
}

func TestATeamGoesOnlyWithTheAppsThatItsOwnerSaw(t *testing.T) {
	f := open(t, storetest.New(t))
	f.OnWeigh(func(context.Context, string) (teams.Contents, error) { return teams.Contents{Apps: 2, Tokens: 3}, nil })
	var removed []string
	f.OnRemove(func(_ context.Context, team teams.Team) error { removed = append(removed, team.Name); return nil })
	ada, _ := f.person(t, "Ada")
	team, err := f.Create(ada, "Harbour")
	require.NoError(t, err)
	for _, seen := range []int{0, 1, 3} {
		require.ErrorIs(t, f.Remove(ada, team.ID, seen), teams.ErrHasApps)
	}
	require.Empty(t, removed, "nothing ends unseen")
	require.NoError(t, f.Remove(ada, team.ID, 2))
	require.Equal(t, []string{"Harbour"}, removed)
	require.ErrorIs(t, f.Remove(ada, team.ID, 2), teams.ErrNotFound)
}

func TestNamesAreOneLineAndOncePerPersonAndTeamsAreBounded(t *testing.T) {
	f := open(t, storetest.New(t))
	ada, _ := f.person(t, "Ada")
	bob, _ := f.person(t, "Bob")
	for _, name := range []string{"", "  ", strings.Repeat("n", 81), "a\u202eb", "\u200b", "Harbour\u200boffice", "a\u00adb", "\u3164", "\ufe0f", "<b>", "see https://evil.example", "Har\u200cbour"} {
		_, err := f.Create(ada, name)
		require.ErrorIs(t, err, fault.ErrInvalid, name)
	}
	team, err := f.Create(ada, " Harbour  office ")
	require.NoError(t, err)
	require.Equal(t, "Harbour office", team.Name)
	_, err = f.Create(ada, "HARBOUR OFFICE")
	require.ErrorIs(t, err, teams.ErrNameTaken)
	_, err = f.Create(bob, "Harbour office")
	require.NoError(t, err, "who is in no team of this name learns of none")
	_, err = f.Rename(ada, team.ID, "harbour Office", team.Version, false)
	require.NoError(t, err)
	_, err = f.Rename(ada, team.ID, "Quay", team.Version, false)
	require.ErrorIs(t, err, teams.ErrStale)
	_, err = f.Create(ada, "کشتی\u200cها")
	require.NoError(t, err, "Persian writes words with it")
	_, err = f.Create(ada, "کشتیها")
	require.ErrorIs(t, err, teams.ErrNameTaken, "and it makes no other name")
	for i := range 18 {
		_, err := f.Create(ada, fmt.Sprint("Team ", i))
		require.NoError(t, err)
	}
	_, err = f.Create(ada, "One more")
	require.ErrorIs(t, err, teams.ErrTooMany)
}

func TestWhoReadsPeopleSeesEveryTeamAndChangesNone(t *testing.T) {
	f := open(t, storetest.New(t))
	ada, _ := f.person(t, "Ada")
	support, _ := f.person(t, "Sue", "support")
	team, err := f.Create(ada, "Harbour")
	require.NoError(t, err)
	seen, err := f.Find(support, team.ID)
	require.NoError(t, err)
	require.Empty(t, seen.Role)
	require.ErrorIs(t, f.Remove(support, team.ID, 0), teams.ErrNotFound)
	found, err := f.All(support, "harb", team.CreatedBy, page.Request{Limit: 10})
	require.NoError(t, err)
	require.Len(t, found.Items, 1)
	_, err = f.people.Get(t.Context(), team.CreatedBy)
	require.NotErrorIs(t, err, accounts.ErrNotFound)
}
