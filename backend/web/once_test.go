package web

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAReplayKeepsEveryByteButTheSecret(t *testing.T) {
	for body, want := range map[string]string{
		`{"b":1, "a":{"secret":"inner"},"secret" : "gth_x\"y" ,"c":[1,2]}`: `{"b":1, "a":{"secret":"inner"},"secret" : null ,"c":[1,2]}`,
		`{"z":1.0,"a":"<&>","codes":["1",{"x":[]}],"recoveryCodes":null}`:  `{"z":1.0,"a":"<&>","codes":null,"recoveryCodes":null}`,
		"{\"csrfToken\":\"x\"}\n": "{\"csrfToken\":null}\n",
		`{}`:                      `{}`, `["secret"]`: `["secret"]`, ``: ``, `{"secret":"cut`: `{}`,
	} {
		require.Equal(t, want, string(withoutSecret([]byte(body))), body)
	}
}
