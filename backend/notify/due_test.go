package notify

import (
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/stretchr/testify/require"
)

func TestDigestsAreDueAtSevenByTheClocksOfTheZoneAllYear(t *testing.T) {
	vienna, err := time.LoadLocation("Europe/Vienna")
	require.NoError(t, err)
	begin := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	daily, weekly := map[time.Time]bool{}, map[time.Time]bool{}
	for minutes := 0; minutes < 365*24*60; minutes += 10 {
		now := begin.Add(time.Duration(minutes) * time.Minute)
		for period, seen := range map[Delivery]map[time.Time]bool{Daily: daily, Weekly: weekly} {
			at := due(period, now, vienna)
			require.False(t, at.After(now))
			require.Equal(t, "07:00", at.In(vienna).Format("15:04"))
			seen[at.UTC()] = true
		}
		require.LessOrEqual(t, now.Sub(due(Daily, now, vienna)), 25*time.Hour)
	}
	require.Len(t, daily, 366, "one for a day, those of 23 and 25 hours too")
	require.Len(t, weekly, 53)
	for at := range weekly {
		require.Equal(t, time.Monday, at.In(vienna).Weekday())
	}
	require.Equal(t, time.Date(2026, 7, 1, 5, 0, 0, 0, time.UTC), due(Daily, time.Date(2026, 7, 1, 5, 0, 0, 0, time.UTC), vienna).UTC(), "in summer")
	require.Equal(t, time.Date(2026, 7, 1, 7, 0, 0, 0, time.UTC), due(Daily, time.Date(2026, 7, 1, 8, 0, 0, 0, time.UTC), time.UTC))
}
