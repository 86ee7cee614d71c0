package notify

import "github.com/gatehouse-dev/gatehouse/backend/mail"

// sample answers made-up values for the preview of a letter; no value of a real mail is ever shown in one.
func (s *Service) sample(l Letter) map[string]any {
	all := map[string]any{
		"API": "Harbour", "App": "Quay planner", "Environment": "live", "Token": "nightly import", "Hint": "gth_live_4fT9…_…abcd",
		"By": "Grace Example", "ByEmail": "grace@example.com", "Role": "a developer", "Team": "Harbour office",
		"When": "2 January 2026, 15:04 UTC", "Network": "203.0.113.0/24", "Scopes": []string{"harbour:berths:read", "harbour:berths:write"},
		"Reason": "The berth plan needs to be read each night.", "Sentence": "A program sent the old secret on 2 January.",
		"Version": "2.1.0", "Sunset": "1 July 2026", "Breaking": true, "Title": "Harbour 2.1.0 is published", "Text": "3 changes, 1 of them breaking.",
		"URL": "https://api.example.com/openapi.yaml", "Problem": "The server answers 404.", "Fix": "Correct the address.",
		"Count": "2 notices", "Period": string(Daily), "Notices": []mail.Entry{
			{Title: "The token nightly import expires in 3 days", Text: "App Quay planner, live.", Link: s.deps.PublicURL + "/tokens/tok_example"},
			{Title: "Quay planner may use Harbour", Link: s.deps.PublicURL + "/requests/req_example"},
		},
	}
	shown := map[string]any{"Portal": s.deps.Portal, "Name": "Ada Palmer", "Link": s.deps.PublicURL + "/example"}
	for _, name := range l.Values {
		if value, known := all[name]; known {
			shown[name] = value
		}
	}
	return shown
}
