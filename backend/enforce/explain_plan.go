package enforce

import "strings"

func limitsText(d *Decision) string {
	if d.Plan == nil || len(d.Plan.Limits) == 0 {
		return "no limit"
	}
	return ownWords(d) + policyField(d.Plan.Limits, Quota{}) + sharedWords(d.Plan)
}

func quotaText(d *Decision) string {
	if d.Plan == nil || d.Plan.Quota.Requests == 0 {
		return "no quota"
	}
	if d.Plan.Quota.Pool == PoolTeam {
		return policyField(nil, d.Plan.Quota) + " for all apps of the owner"
	}
	return ownWords(d) + policyField(nil, d.Plan.Quota)
}

func ownWords(d *Decision) string {
	if d.Plan.Own {
		return "the grant's own: "
	}
	return ""
}

// sharedWords names the windows that count for all apps of an owner, for whoever reads a decision.
func sharedWords(p *Plan) string {
	var names []string
	for i := range p.Limits {
		if p.Limits[i].Pool == PoolTeam {
			names = append(names, p.Limits[i].Name)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return "; for all apps of the owner: " + strings.Join(names, ", ")
}
