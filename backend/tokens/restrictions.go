package tokens

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/gatehouse-dev/gatehouse/backend/catalog"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
)

const (
	networksMax = 50
	originsMax  = 20
)

// cleanNetworks answers the prefixes in canonical form: an address alone is its own prefix, bits behind the prefix are
// cut off, IPv4 inside IPv6 is IPv4. It answers a mistake for each text that is no network, and for one that means
// everywhere.
func cleanNetworks(texts []string) ([]string, []fault.Field) {
	if len(texts) > networksMax {
		return nil, []fault.Field{fault.Bad("/networks", "At most 50 networks.")}
	}
	clean, mistakes := []string{}, []fault.Field(nil)
	for i, text := range texts {
		prefix, ok := parseNetwork(strings.TrimSpace(text))
		if !ok {
			mistakes = append(mistakes, fault.Bad("/networks/"+strconv.Itoa(i), "A network is an address or a prefix, such as 192.0.2.0/24 or 2001:db8::/48. Leave the list empty for everywhere."))
			continue
		}
		clean = append(clean, prefix.String())
	}
	slices.Sort(clean)
	return slices.Compact(clean), mistakes
}

func parseNetwork(text string) (netip.Prefix, bool) {
	if !strings.Contains(text, "/") {
		address, err := netip.ParseAddr(text)
		if err != nil || address.Zone() != "" {
			return netip.Prefix{}, false
		}
		address = address.Unmap()
		return netip.PrefixFrom(address, address.BitLen()), true
	}
	prefix, err := netip.ParsePrefix(text)
	if err != nil {
		return netip.Prefix{}, false
	}
	if address := prefix.Addr(); address.Is4In6() {
		if prefix.Bits() < 96 {
			return netip.Prefix{}, false
		}
		prefix = netip.PrefixFrom(address.Unmap(), prefix.Bits()-96)
	}
	return prefix.Masked(), prefix.Bits() > 0
}

// cleanOrigins answers the origins without repetition, and a mistake for each text that is none.
func cleanOrigins(texts []string) ([]string, []fault.Field) {
	if len(texts) > originsMax {
		return nil, []fault.Field{fault.Bad("/origins", "At most 20 origins.")}
	}
	clean, mistakes := []string{}, []fault.Field(nil)
	for i, text := range texts {
		text = strings.TrimSpace(text)
		if !catalog.IsOrigin(text) {
			mistakes = append(mistakes, fault.Bad("/origins/"+strconv.Itoa(i), "An origin is https:// and a host (http:// only for localhost), without path, such as https://app.example.com."))
			continue
		}
		clean = append(clean, text)
	}
	slices.Sort(clean)
	return slices.Compact(clean), mistakes
}

// narrower reports whether every network of is lies in a network of was; none means everywhere.
func narrower(was, is []string) bool {
	if len(was) == 0 {
		return true
	}
	if len(is) == 0 {
		return false
	}
	for _, text := range is {
		inner, err := netip.ParsePrefix(text)
		if err != nil || !slices.ContainsFunc(was, func(text string) bool {
			outer, err := netip.ParsePrefix(text)
			return err == nil && outer.Bits() <= inner.Bits() && outer.Contains(inner.Addr())
		}) {
			return false
		}
	}
	return true
}

// CleanNetworks answers networks in the form that tokens keep them in, and every mistake, for other credentials of apps.
func CleanNetworks(texts []string) ([]string, []fault.Field) { return cleanNetworks(texts) }

// CheckScopes answers a mistake for each scope that is none, or that is neither granted nor held already.
func CheckScopes(scopes, granted, kept []string) []fault.Field {
	return checkScopes(scopes, granted, kept)
}

// CleanReason answers a reason without blanks around it, or fault.ErrInvalid.
func CleanReason(reason string) (string, error) { return cleanReason(reason) }
