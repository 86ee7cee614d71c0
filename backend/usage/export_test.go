package usage

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Blocks answers how many blocks there are.
func (s *Service) Blocks(t *testing.T) (n int) {
	t.Helper()
	require.NoError(t, s.repo.read.QueryRowContext(t.Context(), "SELECT COUNT(*) FROM usage_blocks").Scan(&n))
	return n
}

// Damage spoils the data of the oldest block of calls.
func (s *Service) Damage(t *testing.T) {
	t.Helper()
	_, err := s.repo.write.ExecContext(t.Context(), s.repo.bind("UPDATE usage_blocks SET data = ? WHERE id = (SELECT MIN(id) FROM usage_blocks WHERE level = 0)"), []byte{1, 200})
	require.NoError(t, err)
}
