package rbac

import (
	"context"
	"slices"
)

// Mine reports whether the subject that asks is one of some subjects, or somebody stands behind both. behind answers who
// stands behind a subject: the person that made an operator token, every member of a team, whatever their role in it, and
// for everybody else the subject itself; nil says that every subject stands for itself. Nobody decides on what is theirs
// by going through a token that they made or a team that they belong to (RBAC-2).
func Mine(ctx context.Context, behind func(context.Context, string) ([]string, error), subjects ...string) (bool, error) {
	me := From(ctx).Owner()
	if behind == nil || slices.Contains(subjects, me) {
		return slices.Contains(subjects, me), nil
	}
	people, err := behind(ctx, me)
	if err != nil {
		return false, err
	}
	for _, subject := range subjects {
		others, err := behind(ctx, subject)
		if err != nil {
			return false, err
		}
		if slices.ContainsFunc(others, func(other string) bool { return slices.Contains(people, other) }) {
			return true, nil
		}
	}
	return false, nil
}
