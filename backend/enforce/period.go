package enforce

import "time"

// periodAround answers the day or month (UTC) that an instant lies in, in microseconds since 1970; end is the first
// instant after it.
func periodAround(period string, now int64) (start, end int64) {
	t := time.UnixMicro(now).UTC()
	if period == "month" {
		first := time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC)
		return first.UnixMicro(), first.AddDate(0, 1, 0).UnixMicro()
	}
	day := time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
	return day.UnixMicro(), day.AddDate(0, 0, 1).UnixMicro()
}

func quotaName(q Quota) string {
	switch q.Period {
	case "month":
		return "quota-month"
	case "day":
		return "quota-day"
	}
	return "quota-" + q.Period
}

// quotaSeconds is the period's usual length, for the policy field; the exact end is in the standing.
func quotaSeconds(q Quota) int64 {
	if q.Period == "month" {
		return 30 * 86400
	}
	return 86400
}
