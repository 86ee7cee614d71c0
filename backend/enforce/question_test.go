package enforce

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestQuestionsOfTheRightShapeAreRead(t *testing.T) {
	five := int64(5)
	for text, want := range map[string]VerifyRequest{
		`{}`: {},
		`{"token":"a","api":"museum","method":"GET","path":"/t"}`:     {Token: "a", API: "museum", Method: "GET", Path: "/t"},
		" {\n\"cost\" :\t5 , \"dryRun\":true,\"origin\":\"\"\r}\n ":   {Cost: &five, DryRun: true},
		`{"path":"/caf\u00e9\/\ud83d\ude00","version":"é"}`:           {Path: "/café/😀", Version: "é"},
		`{"clientAddress":"::1","dryRun":false,"token":"\"\\\u0000"}`: {ClientAddress: "::1", Token: "\"\\\x00"},
	} {
		var got VerifyRequest
		require.True(t, readQuestion([]byte(text), &got), text)
		require.Equal(t, want, got, text)
	}
}

func TestQuestionsOfAnyOtherShapeAreRefused(t *testing.T) {
	for _, text := range []string{
		``, ` `, `null`, `[]`, `"x"`, `{`, `{"token"`, `{"token":`, `{"token":"a"`, `{"token":"a",}`, `{"token":"a"}}`, `{"token":"a"} x`,
		`{"token":null}`, `{"Token":"a"}`, `{"TOKEN":"a"}`, `{"token":"a","token":"b"}`, `{"token":1}`, `{"token":"a` + "\n" + `"}`, `{"token":"\x"}`,
		`{"token":"\ud800"}`, "{\"token\":\"\xff\"}", `{"cost":1.0}`, `{"cost":1e3}`, `{"cost":01}`, `{"cost":-0}`, `{"cost":"1"}`, `{"cost":}`,
		`{"cost":99999999999999999999}`, `{"dryRun":"true"}`, `{"dryRun":1}`, `{"dryRun":tru}`, `{"dryRun":truefalse}`, `{"else":1}`, `{token:"a"}`, `{"items":[{}]}`,
	} {
		require.False(t, readQuestion([]byte(text), &VerifyRequest{}), text)
	}
	for _, text := range []string{
		`{}`, `{"items":[]}`, `{"items":null}`, `{"items":{}}`, `{"items":[null]}`, `{"items":[{}],"items":[{}]}`, `{"items":[{},]}`, `[{}]`, `{"items":[{}]}{}`,
		`{"items":[` + strings.Repeat("{},", verifyBatchMax) + `{}]}`,
	} {
		_, ok := readBatch([]byte(text))
		require.False(t, ok, text)
	}
	all, ok := readBatch([]byte(`{"items":[{"token":"a"},{"token":"b"}]}`))
	require.True(t, ok)
	require.Equal(t, []VerifyRequest{{Token: "a"}, {Token: "b"}}, all)
}

// FuzzQuestion: what we read, the standard library reads alike.
func FuzzQuestion(f *testing.F) {
	f.Add([]byte(`{"token":"a","api":"museum","method":"GET","path":"/t","cost":5,"dryRun":true}`))
	f.Add([]byte(`{"path":"/caf\u00e9"}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		var ours, theirs VerifyRequest
		if !readQuestion(text, &ours) {
			return
		}
		decoder := json.NewDecoder(bytes.NewReader(text))
		decoder.DisallowUnknownFields()
		require.NoError(t, decoder.Decode(&theirs))
		require.Equal(t, theirs, ours)
	})
}

// FuzzAnswer: what we write, the standard library reads as it was.
func FuzzAnswer(f *testing.F) {
	f.Add("Kiosk \"1\"", "museum:read", int64(3))
	f.Add("\u2028\x01é😀\xff", "", int64(0))
	f.Fuzz(func(t *testing.T, name, scope string, n int64) {
		want := VerifyAnswer{
			Valid: n > 0, Code: "allowed", DecisionID: scope, CacheSeconds: int(n % 100),
			Token:  &VerifyToken{ID: "tok_1", Name: name, App: "app_1", Environment: "live", Scopes: []string{scope, name}, ExpiresAt: "x"},
			Limits: []VerifyLimit{{Name: name, Limit: n, WindowSeconds: 1, Remaining: n, ResetSeconds: n}, {Name: scope}},
		}
		reference, err := json.Marshal(want)
		require.NoError(t, err)
		require.JSONEq(t, string(reference), string(want.append(nil)))
	})
}
