package sessions

import "strings"

type mark struct{ text, name string }

// The order matters: most browsers claim to be several others as well.
var (
	browsers = []mark{
		{"Edg/", "Edge"}, {"OPR/", "Opera"}, {"Firefox/", "Firefox"}, {"HeadlessChrome/", "Chrome"}, {"Chrome/", "Chrome"},
		{"CriOS/", "Chrome"}, {"FxiOS/", "Firefox"}, {"Safari/", "Safari"}, {"curl/", "curl"},
	}
	systems = []mark{
		{"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"CrOS", "ChromeOS"}, {"Windows", "Windows"},
		{"Mac OS X", "macOS"}, {"Linux", "Linux"},
	}
)

// Device answers what a person recognises in a User-Agent: "Firefox on Linux". Text that names neither a browser nor a
// system is "Unknown browser".
func Device(userAgent string) string {
	find := func(marks []mark) string {
		for _, m := range marks {
			if strings.Contains(userAgent, m.text) {
				return m.name
			}
		}
		return ""
	}
	browser, system := find(browsers), find(systems)
	switch {
	case browser == "" && system == "":
		return "Unknown browser"
	case system == "":
		return browser
	case browser == "":
		return "A browser on " + system
	}
	return browser + " on " + system
}
