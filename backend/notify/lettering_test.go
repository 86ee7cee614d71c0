package notify_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/mail"
	"github.com/gatehouse-dev/gatehouse/backend/notify"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
)

func TestMailsSpeakInTheWordsThatAnOperatorWrote(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := newFixture(t, s, nil)
		l, err := f.SaveLetter(t.Context(), "token-created", 0, false, "New in {{.App}}", "Look, {{.Name}}.\r\n\r\n[Look]({{.Link}})")
		require.NoError(t, err)
		require.True(t, l.Edited)
		require.EqualValues(t, 1, l.Version)
		send := func() notify.Mail {
			require.NoError(t, f.Send(t.Context(), f.ada.ID, "token-created", map[string]any{"App": "Weather", "Link": "/x"}))
			return f.mailed(t)[0]
		}

		require.Equal(t, "New in Weather", send().Subject)
		require.Contains(t, f.mailed(t)[0].HTML, "Look, Ada &lt;Palmer&gt;.")

		_, err = f.ResetLetter(t.Context(), "token-created", 0, false)
		require.ErrorIs(t, err, notify.ErrLetterStale)
		l, err = f.ResetLetter(t.Context(), "token-created", 1, false)
		require.NoError(t, err)
		require.False(t, l.Edited)
		require.Equal(t, "A token was made for Weather", send().Subject)
		_, err = f.SaveLetter(t.Context(), "token-created", 1, false, "x", "y")
		require.ErrorIs(t, err, notify.ErrLetterStale, "its version only rises")
	})
}

func TestAnEditedMailThatCantBeSentIsSentAsItWasShipped(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := newFixture(t, s, nil)
		_, err := f.SaveLetter(t.Context(), "token-created", 0, false, "x", "y")
		require.NoError(t, err)
		_, err = s.WriterPool().ExecContext(t.Context(), "UPDATE mail_texts SET body = '{{.Gone}}'")
		require.NoError(t, err)

		require.NoError(t, f.Send(t.Context(), f.ada.ID, "token-created", map[string]any{"App": "Weather"}))

		require.Equal(t, "A token was made for Weather", f.mailed(t)[0].Subject)
		l, err := f.Letter(t.Context(), "token-created")
		require.NoError(t, err)
		require.Len(t, l.Mistakes, 1)
	})
}

func TestATextWithMistakesIsRefusedWithTheirPlaces(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := newFixture(t, s, nil)

		_, err := f.SaveLetter(t.Context(), "verify-email", 0, false, "a {{.Nope}}", "one\n{{.Token}}")

		var invalid *fault.Fault
		require.ErrorAs(t, err, &invalid)
		require.Len(t, invalid.Fields, 2)
		require.Equal(t, "/subject", invalid.Fields[0].Pointer)
		require.Equal(t, "/body", invalid.Fields[1].Pointer)
		require.Contains(t, invalid.Fields[1].Message, "Line 2: ")
		_, err = f.SaveLetter(t.Context(), "verify-email", 0, false, "a", "no link")
		require.ErrorIs(t, err, fault.ErrInvalid)
		for _, name := range []string{"absent", "layout", "../x", "test.txt", ""} {
			_, err = f.Letter(t.Context(), name)
			require.ErrorIs(t, err, notify.ErrNoLetter, name)
		}
	})
}

func TestAPreviewShowsMadeUpValuesInBothForms(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := newFixture(t, s, nil)
		all, err := f.Letters(t.Context())
		require.NoError(t, err)
		for _, l := range all {
			l, err := f.Letter(t.Context(), l.Name)
			require.NoError(t, err)
			m, err := f.PreviewLetter(t.Context(), l.Name, l.Subject, l.Body)
			require.NoError(t, err, l.Name)
			require.Contains(t, m.Text, "Ada Palmer", l.Name)
			require.Contains(t, m.HTML, "Ada Palmer", l.Name)
		}
		require.Empty(t, f.mailed(t))
	})
}

func TestAFailedMailIsSentOnceMoreAndOnlyOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		smtp := &server{refuse: mail.ErrRejected, got: make(chan mail.Message, 10)}
		f := newFixture(t, s, smtp)
		require.NoError(t, f.jobs.Start(t.Context()))
		t.Cleanup(func() { require.NoError(t, f.jobs.Stop(context.Background())) })
		require.NoError(t, f.SendTest(t.Context(), "ada@example.com"))
		state := func() notify.State { return f.mailed(t)[0].State }
		require.Eventually(t, func() bool { return state() == notify.Failed }, time.Minute, 20*time.Millisecond)
		failed, err := f.CountFailed(t.Context())
		require.NoError(t, err)
		require.Equal(t, 1, failed)
		smtp.accept()
		id := f.mailed(t)[0].ID

		_, err = f.Retry(t.Context(), id)
		require.NoError(t, err)

		require.Equal(t, id, (<-smtp.got).ID)
		require.Eventually(t, func() bool { return state() == notify.Sent }, time.Minute, 20*time.Millisecond)
		_, err = f.Retry(t.Context(), id)
		require.ErrorIs(t, err, notify.ErrNotRetried)
		_, err = f.Retry(t.Context(), "mal_absent")
		require.ErrorIs(t, err, notify.ErrNoMail)
		n, err := f.RetryFailed(t.Context())
		require.NoError(t, err)
		require.Zero(t, n)
	})
}

func TestWithoutAMailServerNothingIsRetried(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := newFixture(t, s, nil)
		require.NoError(t, f.SendTest(t.Context(), "ada@example.com"))

		_, err := f.Retry(t.Context(), f.mailed(t)[0].ID)

		require.ErrorIs(t, err, notify.ErrNoServer)
		_, err = f.RetryFailed(t.Context())
		require.ErrorIs(t, err, notify.ErrNoServer)
	})
}
