-- Asks all windows of one call for room and takes from all of them or from none (GCRA, as limits.go has it).
-- KEYS: one for each window. ARGV: the call's cost, "1" to take or "0" to look, the nanoseconds that a question may be on its
-- way, and for each window its requests, the nanoseconds that one request costs, and the nanoseconds for which the asking node
-- knew it to be used up when it asked.
-- Answers 1 if all had room, else 0, and for each window the nanoseconds until it was full before this call.
-- A value is the second and nanosecond at which its window is full again, by this server's clock. Parts stay below 2^53,
-- where Lua's numbers are exact.
local time = redis.call('TIME')
local second, nano = tonumber(time[1]), tonumber(time[2]) * 1000
local cost, take, way = tonumber(ARGV[1]), ARGV[2] == '1', tonumber(ARGV[3])
local aheads, answer, room = {}, {}, 1
for i, key in ipairs(KEYS) do
  local requests, interval, known = tonumber(ARGV[3 * i + 1]), tonumber(ARGV[3 * i + 2]), tonumber(ARGV[3 * i + 3])
  local capacity, ahead, kept = requests * interval, known, known
  local stored = redis.call('GET', key)
  if stored then
    local s, n = string.match(stored, '^(%d+) (%d+)$')
    if s then
      local here = (tonumber(s) - second) * 1000000000 + tonumber(n) - nano
      ahead = math.max(here, known)
      -- A little more than is kept here is the question's way. Kept again each time, that would be taken from everybody.
      kept = known > here + way and known or here
    end
  end
  -- Not further than a window, also when this server's clock was set back.
  ahead, kept = math.max(0, math.min(ahead, capacity)), math.max(0, math.min(kept, capacity))
  if ahead + cost * interval > capacity then
    room = 0
  end
  aheads[i], answer[i + 1] = kept + cost * interval, ahead
end
answer[1] = room
if room == 1 and take then
  for i, key in ipairs(KEYS) do
    if aheads[i] > 0 then
      local at = nano + aheads[i]
      local value = string.format('%d %d', second + math.floor(at / 1000000000), at % 1000000000)
      redis.call('SET', key, value, 'PX', string.format('%d', math.ceil(aheads[i] / 1000000) + 1))
    end
  end
end
return answer
