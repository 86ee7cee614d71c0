package rbac

import (
	"context"
	"slices"
)

// Mine reports whether the subject that asks is one of some subjects, or the same person stands behind both. behind answers
// who stands behind a subject; nil says that every subject stands for itself. Nobody decides on what is theirs by going
// through a token that they made (RBAC-2).
func Mine(ctx context.Context, behind func(context.Context, string) (string, error), subjects ...string) (bool, error) {
	me := From(ctx).Owner()
	if behind == nil || slices.Contains(subjects, me) {
		return slices.Contains(subjects, me), nil
	}
	person, err := behind(ctx, me)
	if err != nil {
		return false, err
	}
	for _, subject := range subjects {
		other, err := behind(ctx, subject)
		if err != nil {
			return false, err
		}
		if other == person {
			return true, nil
		}
	}
	return false, nil
}
