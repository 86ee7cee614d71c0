package catalog

import "time"

type apiJSON struct {
	ID          string     `json:"id" example:"api_01jd8y7k5ve1kv3a0t9rkzv6qk"`
	Slug        string     `json:"slug" example:"museum"`
	Name        string     `json:"name" example:"Museum"`
	Summary     string     `json:"summary" example:"Opening hours, tickets and special events."`
	Description string     `json:"description"`
	Visibility  Visibility `json:"visibility" enums:"public,signed-in,teams"`
	// TeamCount is how many teams the API is for when its visibility is teams. Teams are who, for those who manage APIs.
	TeamCount      int        `json:"teamCount,omitempty" example:"2"`
	Teams          []teamJSON `json:"teams,omitempty"`
	State          State      `json:"state" enums:"draft,published,deprecated,retired"`
	CurrentVersion string     `json:"currentVersion,omitempty" example:"1.2.0"`
	Operations     int        `json:"operations" example:"12"`
	// Host is one by which the gateway knows the API besides its slug.
	Host      string    `json:"host,omitempty" example:"museum.example.com"`
	Version   int64     `json:"version" example:"3"`
	CreatedAt time.Time `json:"createdAt" format:"date-time"`
	UpdatedAt time.Time `json:"updatedAt" format:"date-time"`
	Demo      bool      `json:"demo"`
	CanManage bool      `json:"canManage"`
} //@name API

func showAPI(a API, manages bool) apiJSON {
	return apiJSON{
		ID: a.ID, Slug: a.Slug, Name: a.Name, Summary: a.Summary, Description: a.Description, Visibility: a.Visibility, State: a.State,
		CurrentVersion: a.CurrentLabel, Operations: a.Operations, Version: a.Version, CreatedAt: a.CreatedAt, UpdatedAt: a.UpdatedAt,
		Demo: a.Demo, CanManage: manages, Host: a.Host, TeamCount: len(a.Teams),
	}
}

// teamJSON is a team by name.
type teamJSON struct {
	ID   string `json:"id" example:"tea_01jd8y7k5ve1kv3a0t9rkzv6qk"`
	Name string `json:"name" example:"Kiosk"`
} //@name APITeam

type apiPage struct {
	Items []apiJSON `json:"items"`
	Next  string    `json:"next"`
} //@name APIPage

type apiRequest struct {
	Slug        string     `json:"slug" validate:"required,min=2,max=40" example:"museum"`
	Name        string     `json:"name" validate:"required,max=80" example:"Museum"`
	Summary     string     `json:"summary" validate:"max=300"`
	Description string     `json:"description,omitempty" validate:"max=20000"`
	Visibility  Visibility `json:"visibility" validate:"required,oneof=public signed-in teams" enums:"public,signed-in,teams"`
	// Teams are the ids of the teams that see the API when its visibility is teams.
	Teams []string `json:"teams,omitempty" validate:"max=100" example:"tea_01jd8y7k5ve1kv3a0t9rkzv6qk"`
} //@name APIRequest

type apiPatch struct {
	Name        *string     `json:"name,omitempty" validate:"omitempty,max=80"`
	Summary     *string     `json:"summary,omitempty" validate:"omitempty,max=300"`
	Description *string     `json:"description,omitempty" validate:"omitempty,max=20000"`
	Visibility  *Visibility `json:"visibility,omitempty" validate:"omitempty,oneof=public signed-in teams" enums:"public,signed-in,teams"`
	// Teams replaces the teams that see the API when its visibility is teams.
	Teams *[]string `json:"teams,omitempty" validate:"omitempty,max=100"`
	// Host is one under which the gateway serves this API alone, without its slug in front of paths; "" takes it away.
	Host *string `json:"host,omitempty" validate:"omitempty,max=253" example:"museum.example.com"`
	// Ends is how many grants you saw end with this change, as its preview says.
	Ends *int `json:"ends,omitempty" validate:"omitempty,min=0"`
} //@name APIPatch

type versionJSON struct {
	ID    string `json:"id" example:"ver_01jd8y7k5ve1kv3a0t9rkzv6qk"`
	Label string `json:"label" example:"1.2.0"`
	State State  `json:"state" enums:"importing,failed,draft,published,deprecated,retired"`
	// Stage is how far an import has come, or where it failed; an import without one waits for its turn.
	Stage    string    `json:"stage,omitempty" enums:"fetch,read,resolve,chunk,check,index"`
	Hash     string    `json:"hash"`
	Findings []Finding `json:"findings"`
	Counts   Counts    `json:"counts"`
	// Score is the share of what the document gets right, 0 to 100; Scores are the shares of its five sides, for those who manage APIs.
	Score        int            `json:"score" example:"92"`
	Scores       map[string]int `json:"scores"`
	CreatedAt    time.Time      `json:"createdAt" format:"date-time"`
	PublishedAt  *time.Time     `json:"publishedAt,omitempty" format:"date-time"`
	DeprecatedAt *time.Time     `json:"deprecatedAt,omitempty" format:"date-time"`
	SunsetAt     *time.Time     `json:"sunsetAt,omitempty" format:"date-time"`
} //@name Version

// showVersion leaves the findings to those who can mend them.
func showVersion(v Version, manages bool) versionJSON {
	findings, scores := []Finding{}, map[string]int{}
	if manages && v.Findings != nil {
		findings = v.Findings
	}
	if manages && v.Scores != nil {
		scores = v.Scores
	}
	stage := v.Stage
	if v.State.imported() {
		stage = ""
	}
	return versionJSON{
		ID: v.ID, Label: v.Label, State: v.State, Stage: string(stage), Hash: v.Hash, Findings: findings, Counts: v.Counts, Score: v.Score, Scores: scores,
		CreatedAt: v.CreatedAt, PublishedAt: v.PublishedAt, DeprecatedAt: v.DeprecatedAt, SunsetAt: v.SunsetAt,
	}
}

type versionPage struct {
	Items []versionJSON `json:"items"`
	Next  string        `json:"next"`
} //@name VersionPage

type versionRequest struct {
	Label string `json:"label" validate:"required,max=40" example:"1.2.0"`
	Text  string `json:"text,omitempty"`
	URL   string `json:"url,omitempty" validate:"max=2000" example:"https://example.com/openapi.yaml"`
} //@name VersionRequest

type publishRequest struct {
	AcceptBreaking bool `json:"acceptBreaking,omitempty"`
	// ComparedWith is the id or label of the version against which breaking changes are accepted: the current one.
	ComparedWith string `json:"comparedWith,omitempty" validate:"max=40" example:"1.2.0"`
} //@name PublishRequest

type deprecateRequest struct {
	SunsetAt *time.Time `json:"sunsetAt,omitempty" format:"date-time"`
} //@name DeprecateRequest

type empty struct{} //@name Empty

type planJSON struct {
	ID           string        `json:"id" example:"pln_01jd8y7k5ve1kv3a0t9rkzv6qk"`
	Name         string        `json:"name" example:"Free"`
	Description  string        `json:"description"`
	Approval     Approval      `json:"approval" enums:"automatic,manual"`
	Limits       []Limit       `json:"limits"`
	Quota        *Quota        `json:"quota,omitempty"`
	Environments []Environment `json:"environments" enums:"sandbox,live"`
	Version      int64         `json:"version" example:"1"`
} //@name Plan

func showPlan(p Plan) planJSON {
	return planJSON{
		ID: p.ID, Name: p.Name, Description: p.Description, Approval: p.Approval, Limits: p.Limits, Quota: p.Quota,
		Environments: p.Environments, Version: p.Version,
	}
}

type planPage struct {
	Items []planJSON `json:"items"`
	Next  string     `json:"next"`
} //@name PlanPage

type planRequest struct {
	Name         string        `json:"name" validate:"required,max=80" example:"Free"`
	Description  string        `json:"description,omitempty" validate:"max=300"`
	Approval     Approval      `json:"approval" validate:"required,oneof=automatic manual" enums:"automatic,manual"`
	Limits       []Limit       `json:"limits" validate:"required,max=5,dive"`
	Quota        *Quota        `json:"quota,omitempty" validate:"omitempty"`
	Environments []Environment `json:"environments" validate:"required,max=2,dive,oneof=sandbox live" enums:"sandbox,live"`
} //@name PlanRequest

type searchPage struct {
	Items []Hit  `json:"items"`
	Next  string `json:"next"`
} //@name SearchPage
