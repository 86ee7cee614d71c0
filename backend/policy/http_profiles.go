package policy

import (
	"cmp"
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/doctor"
	"github.com/gatehouse-dev/gatehouse/backend/web"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// ComplianceProfiles are all profiles. Version is the ETag of the portal's rules, which switching one on changes.
type ComplianceProfiles struct {
	Items   []ComplianceProfile `json:"items" validate:"required"`
	Version int64               `json:"version" example:"3" validate:"required"`
}

// ComplianceProfile is what a regulation asks of the portal's rules. Rules are the portal's as they would be with it on.
type ComplianceProfile struct {
	ID      string             `json:"id" enums:"pci,hipaa,gdpr" validate:"required"`
	Title   string             `json:"title" example:"PCI DSS 4.0.1" validate:"required"`
	On      bool               `json:"on" validate:"required"`
	Since   *time.Time         `json:"since,omitempty" format:"date-time"`
	By      string             `json:"by" example:"Ada Example" validate:"required"`
	Demands []ComplianceDemand `json:"demands" validate:"required"`
	Rules   PolicyPart         `json:"rules" validate:"required"`
}

// ComplianceDemand is what a profile asks of one rule, or of people's sessions, with the clauses that it answers.
type ComplianceDemand struct {
	Rule    string   `json:"rule" example:"idleDays" validate:"required"`
	Asks    string   `json:"asks" example:"Tokens that nobody uses for 90 days are suspended." validate:"required"`
	Clauses []string `json:"clauses" example:"PCI DSS 8.2.6" validate:"required"`
	Met     bool     `json:"met" validate:"required"`
}

// ProfileSwitch switches a profile on or off.
type ProfileSwitch struct {
	On bool `json:"on"`
	// Reason is needed to switch a profile off.
	Reason string `json:"reason" validate:"max=500" example:"The shop moved to another portal."`
}

func (s *Service) profileRoutes() []web.Route {
	return []web.Route{
		{Method: http.MethodGet, Path: "/policy-profiles", Permission: rbac.TokensReadAll, Handler: s.listProfiles},
		{Method: http.MethodPut, Path: "/policy-profiles/:profile", Permission: rbac.PolicyWrite, StepUp: true, PersonOnly: true, Handler: s.switchOnOrOff},
	}
}

// @Summary List the compliance profiles
// @Description What each asks of the portal's rules, with the clauses, whether the rules meet it, and what they would be with it on.
// @Tags policies
// @ID listComplianceProfiles
// @Success 200 {object} ComplianceProfiles
// @Failure default {object} web.Problem
// @Router /policy-profiles [get]
func (s *Service) listProfiles(c *fiber.Ctx) error {
	view, err := s.presentProfiles(c.UserContext())
	if err != nil {
		return err
	}
	web.ETag(c, view.Version)
	return web.JSON(c, http.StatusOK, view)
}

// @Summary Switch a compliance profile on or off
// @Description On tightens the portal's rules to what the profile asks and keeps later saves from falling below; what is stricter stays, and what was announced is dropped. Off loosens nothing by itself and needs a reason. For people only, with a fresh passkey assertion.
// @Tags policies
// @ID switchComplianceProfile
// @Param profile path string true "The profile" Enums(pci, hipaa, gdpr)
// @Param If-Match header string true "The ETag of the portal's rules, or *"
// @Param apply query string false "What it means for tokens of before: told (renewal, when missing), or suspended when they break the rules (now)" Enums(renewal, now)
// @Param body body ProfileSwitch true "On or off"
// @Success 200 {object} ComplianceProfiles
// @Failure default {object} web.Problem
// @Router /policy-profiles/{profile} [put]
func (s *Service) switchOnOrOff(c *fiber.Ctx) error {
	expected, overwrite, err := web.IfMatch(c)
	if err != nil {
		return err
	}
	body, err := web.Decode[ProfileSwitch](c)
	if err != nil {
		return err
	}
	apply, err := applyOf(c)
	if err != nil {
		return err
	}
	profile := doctor.Profile(c.Params("profile"))
	if body.On {
		err = s.SwitchOn(c.UserContext(), profile, expected, overwrite, apply)
	} else {
		err = s.SwitchOff(c.UserContext(), profile, body.Reason)
	}
	if err != nil {
		return err
	}
	return s.listProfiles(c)
}

func (s *Service) presentProfiles(ctx context.Context) (ComplianceProfiles, error) {
	rules, err := s.Current(ctx)
	if err != nil {
		return ComplianceProfiles{}, err
	}
	on, err := s.ProfilesOn(ctx)
	if err != nil {
		return ComplianceProfiles{}, err
	}
	subjects := []string{}
	for _, p := range on {
		subjects = append(subjects, p.By)
	}
	names, err := s.names(ctx, subjects)
	if err != nil {
		return ComplianceProfiles{}, err
	}
	view := ComplianceProfiles{Items: []ComplianceProfile{}, Version: rules.Version}
	for _, p := range doctor.Profiles() {
		one := ComplianceProfile{ID: string(p), Title: p.Title(), Rules: partView(rules.MeetProfile(p).Part())}
		for _, is := range on {
			if is.Profile == p {
				one.On, one.Since, one.By = true, &is.Since, cmp.Or(names[is.By], is.By)
			}
		}
		one.Demands = PresentDemands(p, rules, on)
		view.Items = append(view.Items, one)
	}
	return view, nil
}

// sessionsDemand stands for a rule where a profile speaks of people's sessions, which end sooner as soon as it is on.
const sessionsDemand = "sessions"

// PresentDemands shows what a profile asks, whether rules meet it, and what it means for sessions while others are on.
func PresentDemands(p doctor.Profile, r Rules, on []ProfileOn) []ComplianceDemand {
	views := []ComplianceDemand{}
	for _, d := range DemandsOf(p) {
		asks := strings.ToUpper(d.Asks[:1]) + d.Asks[1:] + "."
		views = append(views, ComplianceDemand{Rule: string(d.Rule), Asks: asks, Clauses: d.Clauses, Met: d.Met(r)})
	}
	for _, b := range sessionBounds {
		if b.Profile == p {
			asks := "Everybody's session ends after " + Span(b.idle) + " without use, and after " + Span(b.absolute) + "."
			views = append(views, ComplianceDemand{Rule: sessionsDemand, Asks: asks, Clauses: b.clauses, Met: b.metBy(idsOf(on))})
		}
	}
	return views
}
