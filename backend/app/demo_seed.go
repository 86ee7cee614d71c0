package app

import (
	"encoding/json"
	"fmt"
	"io/fs"
)

// seed is what seed.json says; its README describes the format.
type seed struct {
	People   []seedPerson  `json:"people"`
	APIs     []seedAPI     `json:"apis"`
	Teams    []seedTeam    `json:"teams"`
	Apps     []seedApp     `json:"apps"`
	Requests []seedRequest `json:"requests"`
	Traffic  seedTraffic   `json:"traffic"`
}

type seedPerson struct {
	Key   string   `json:"key"`
	Name  string   `json:"name"`
	Email string   `json:"email"`
	Roles []string `json:"roles"`
}

// seedTeam is a team of its owner, who brings others in.
type seedTeam struct {
	Key     string       `json:"key"`
	Name    string       `json:"name"`
	Owner   string       `json:"owner"`
	Members []seedMember `json:"members"`
}

type seedMember struct {
	Person string `json:"person"`
	Role   string `json:"role"`
}

type seedAPI struct {
	Slug         string          `json:"slug"`
	Name         string          `json:"name"`
	Summary      string          `json:"summary"`
	Document     string          `json:"document"`
	VersionLabel string          `json:"versionLabel"`
	Visibility   string          `json:"visibility"`
	Teams        []string        `json:"teams"` // keys
	Upstreams    json.RawMessage `json:"upstreams"`
	Scopes       []struct {
		Name string `json:"name"`
		Risk string `json:"risk"`
	} `json:"scopes"`
	Plans     []seedPlan `json:"plans"`
	Publisher string     `json:"publisher"`
}

type seedPlan struct {
	Name         string          `json:"name"`
	Description  string          `json:"description"`
	Approval     string          `json:"approval"`
	Environments []string        `json:"environments"`
	Limits       json.RawMessage `json:"limits"`
	Quota        json.RawMessage `json:"quota"`
}

type seedItem struct {
	API         string   `json:"api"`
	Plan        string   `json:"plan"`
	Environment string   `json:"environment"`
	Scopes      []string `json:"scopes"`
	DecidedBy   string   `json:"decidedBy"`
	Reason      string   `json:"reason"`
}

type seedToken struct {
	Key           string   `json:"key"`
	Name          string   `json:"name"`
	Description   string   `json:"description"`
	Environment   string   `json:"environment"`
	Scopes        []string `json:"scopes"`
	Networks      []string `json:"networks"`
	ExpiresInDays int      `json:"expiresInDays"`
	MadeDaysAgo   int      `json:"madeDaysAgo"`
}

type seedApp struct {
	Key             string      `json:"key"`
	Owner           string      `json:"owner"`
	Team            string      `json:"team"`
	Name            string      `json:"name"`
	Purpose         string      `json:"purpose"`
	RedirectOrigins []string    `json:"redirectOrigins"`
	Contacts        []string    `json:"contacts"`
	MadeDaysAgo     int         `json:"madeDaysAgo"`
	Grants          []seedItem  `json:"grants"`
	Tokens          []seedToken `json:"tokens"`
}

type seedRequest struct {
	App               string     `json:"app"`
	RequestedHoursAgo int        `json:"requestedHoursAgo"`
	Items             []seedItem `json:"items"`
	Justification     string     `json:"justification"`
}

type seedTraffic struct {
	Hours      int                  `json:"hours"`
	RandomSeed uint64               `json:"randomSeed"`
	Shapes     map[string][]float64 `json:"shapes"`
	Streams    []seedStream         `json:"streams"`
}

type seedStream struct {
	App              string          `json:"app"`
	Token            string          `json:"token"`
	API              string          `json:"api"`
	Environment      string          `json:"environment"`
	CallsPerHourPeak float64         `json:"callsPerHourPeak"`
	HourShape        string          `json:"hourShape"`
	WeekendFactor    float64         `json:"weekendFactor"`
	Operations       []seedOperation `json:"operations"`
	Outcomes         []seedOutcome   `json:"outcomes"`
	LatencyMS        struct {
		P50 float64 `json:"p50"`
		P95 float64 `json:"p95"`
	} `json:"latencyMs"`
	Networks []string `json:"networks"`
	Agent    string   `json:"agent"`
}

type seedOperation struct {
	Operation string  `json:"operation"`
	Weight    float64 `json:"weight"`
}

type seedOutcome struct {
	Status int     `json:"status"`
	Code   string  `json:"code"`
	Share  float64 `json:"share"`
}

func readSeed(files fs.FS) (seed, error) {
	var s seed
	text, err := fs.ReadFile(files, "seed.json")
	if err != nil {
		return s, fmt.Errorf("read the sample catalogue: %w", err)
	}
	if err := json.Unmarshal(text, &s); err != nil {
		return s, fmt.Errorf("read the sample catalogue: %w", err)
	}
	return s, nil
}
