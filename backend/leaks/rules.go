package leaks

import (
	"fmt"

	"github.com/gatehouse-dev/gatehouse/backend/secret"
)

// Rules are what other scanners need to find the tokens of this installation.
type Rules struct {
	// Pattern is a regular expression that RE2, PCRE and ECMAScript understand.
	Pattern string `json:"pattern"`
	// Gitleaks is a configuration for gitleaks 8 that adds a rule to its own.
	Gitleaks string        `json:"gitleaks"`
	GitHub   GitHubPattern `json:"github"`
} //@name LeakRules

// GitHubPattern is what the form for a custom pattern of GitHub's secret scanning asks for.
type GitHubPattern struct {
	Name   string `json:"name"`
	Secret string `json:"secret"`
	Before string `json:"before"`
	After  string `json:"after"`
} //@name GitHubPattern

// Rules answers the rules for the tokens of this installation.
func (s *Service) Rules() Rules {
	pattern := secret.Pattern(s.brand)
	return Rules{
		Pattern: pattern,
		Gitleaks: fmt.Sprintf(`# Finds tokens of this portal beside everything that gitleaks finds by itself.
title = "Tokens of Gatehouse"

[extend]
useDefault = true

[[rules]]
id = "gatehouse-token"
description = "A token of the API portal: rotate it without overlap, or revoke it."
regex = '''%s'''
keywords = ["%s_"]
tags = ["token", "gatehouse"]
`, pattern, s.brand),
		GitHub: GitHubPattern{
			Name:   "Gatehouse token",
			Secret: s.brand + `_(live|test|eph|cs|op)_[0-9A-Za-z]{16}_[0-9A-Za-z]{49}`,
			Before: `\A|[^0-9A-Za-z_]`, After: `\z|[^0-9A-Za-z_]`,
		},
	}
}
