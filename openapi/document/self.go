package document

import (
	"bytes"
	"net/url"
	"regexp"
)

// selfHead is how far into a file its own address is looked for.
const selfHead = 16 << 10

var (
	selfYAML = regexp.MustCompile(`(?m)^["']?\$self["']?:\s*["']?([^\s"'#]+)`)
	selfJSON = regexp.MustCompile(`"\$self"\s*:\s*"([^"#]+)`)
)

// selves finds the files that say by $self (3.2) at which address they are. It is a name only: nothing is ever fetched
// from it. When two say the same, neither is believed.
func selves(source Source) map[string]string {
	out := map[string]string{}
	for name, data := range source.Files {
		head := data[:min(len(data), selfHead)]
		if !bytes.Contains(head, []byte("$self")) {
			continue
		}
		for _, form := range [...]*regexp.Regexp{selfYAML, selfJSON} {
			if m := form.FindSubmatch(head); m != nil {
				address := string(m[1])
				if _, twice := out[address]; twice {
					name = ""
				}
				out[address] = name
				break
			}
		}
	}
	return out
}

// bySelf answers the uploaded file that a reference means when addresses are joined as $self says, or "".
func (r *reader) bySelf(base, ref string) string {
	if len(r.selves) == 0 {
		return ""
	}
	at, err := url.Parse(ref)
	if err != nil {
		return ""
	}
	if name := r.selves[at.String()]; name != "" {
		return name
	}
	for address, name := range r.selves {
		if from, err := url.Parse(address); name == base && err == nil {
			return r.selves[from.ResolveReference(at).String()]
		}
	}
	return ""
}
