package store_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
)

// TestWhatErasureLooksForIsFoundByAnIndex holds what is looked for by a person in tables that grow with everybody's use.
func TestWhatErasureLooksForIsFoundByAnIndex(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		for index, query := range map[string]string{
			"access_requests_by_requester":   "UPDATE access_requests SET reason = '' WHERE requester_id = 'u:acc_1' AND NOT EXISTS (SELECT 1 FROM apps WHERE apps.id = access_requests.app_id)",
			"policy_exceptions_by_requester": "UPDATE policy_exceptions SET reason = '' WHERE requested_by = 'u:acc_1' AND NOT EXISTS (SELECT 1 FROM apps WHERE apps.id = policy_exceptions.app_id)",
			"operator_tokens_owner":          "UPDATE operator_tokens SET name = '' WHERE owner_id = 'acc_1'",
			"mails_account":                  "SELECT id FROM mails WHERE account_id = 'acc_1' ORDER BY id",
		} {
			require.Contains(t, storetest.Plan(t, s, query), index)
		}
	})
}
