package enforce

import "fmt"

// oddPaths are more than 400 ways of writing a path that some server reads as another one (S-GW-03). Each means, to
// somebody, /tickets, /hours, or a way around them.
func oddPaths() (list []string) {
	add := func(format string, marks ...string) {
		for _, mark := range marks {
			list = append(list, fmt.Sprintf(format, mark))
		}
	}
	dots := []string{".", "..", "%2e", "%2E", "%2e%2e", "%2E%2E", ".%2e", "%2e.", "%252e%252e", "..;", "..;x=y", ".;", "%c0%ae", "%c0%ae%c0%ae", "%e0%80%ae",
		"%uff0e", "%u002e%u002e", "..%00", "..%0d", "..%20", "...", "....", "..%c0%af", "..%5c", "..%2f", "%2e%2e%2f", "%2e%2e%5c", ".%00.", "%ef%bc%8e%ef%bc%8e"}
	slashes := []string{"//", "///", "/./", "/../", "%2f", "%2F", "%5c", "%5C", "%252f", "%255c", "%c0%af", "%c1%9c", "%e2%88%95", "%ef%bc%8f", `\`, `/\`, `\/`, ";/", "/;/", "%3b/", "%00/", "/%00", "%0a", "%0d%0a", "%09", "%20/", "/%20", "%u2215"}
	for _, format := range []string{"/hours/%s/tickets", "/%s/tickets", "/tickets/%s", "/tickets/1/%s", "/hours/x/%s/%%74ickets", "/notes/%s/../tickets"} {
		add(format, dots...)
	}
	for _, format := range []string{"%stickets", "/hours%stickets", "/tickets%s1", "/tickets%s", "/notes%s1", "/hours%s..%[1]stickets"} {
		add(format, slashes...)
	}
	// Letters that need no encoding, of all or some of a name, once and twice.
	for i, c := range "tickets" {
		list = append(list, "/"+"tickets"[:i]+fmt.Sprintf("%%%02x", c)+"tickets"[i+1:], "/"+"tickets"[:i]+fmt.Sprintf("%%%02X", c)+"tickets"[i+1:],
			"/"+"tickets"[:i]+fmt.Sprintf("%%25%02x", c)+"tickets"[i+1:], "/"+"tickets"[:i]+fmt.Sprintf("%%u00%02x", c)+"tickets"[i+1:])
	}
	// What some servers cut away, or end a name at.
	add("/tickets%s", ";", ";a", ";a=b", ";jsessionid=1", "%3B", "%3ba", "%00", "%00.png", "%0a", "%0d", "%09", "%20", "%20%20", "%7f", "%80", "%ff", "%fe", "%c3", "%c3%28", "%ed%a0%80", "%f4%90%80%80", "%c2%80",
		"%", "%2", "%zz", "%%", "%%32%66", "%25", "%2500", "#", "#a", "?", "?/../hours", "?x=/hours", ".", "..", ".json", ".html", "~", "%7e", "::$DATA", ":", "|", "^", "`", "{", "}", "[", "]", "<", ">", "\"", "\\")
	// Other cases of letters.
	list = append(list, "/TICKETS", "/Tickets", "/tickets/", "/tickets//", "/HOURS", "/tıckets", "/tic\u212aets", "/ｔickets", "/tickets\u200b", "/%EF%BD%94ickets", "/tickets%E2%80%8B", "/ticket%C5%BF")
	for c := range 0x30 { // every control and punctuation character, encoded
		list = append(list, fmt.Sprintf("/tickets/%%%02x", c), fmt.Sprintf("/tickets/a%%%02Xb", c))
	}
	return list
}
