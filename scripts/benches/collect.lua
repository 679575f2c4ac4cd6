-- Beacons of many visitors: each from an address of its own, for partners in turn, at one of the funnel's steps.
local events = { "page_viewed", "page_viewed", "page_viewed", "product_viewed", "product_viewed", "product_added_to_cart", "checkout_started" }
local partners, count, thread = {}, 0, 0

function setup(it)
  it:set("id", thread)
  thread = thread + 1
end

function init(args)
  for handle in string.gmatch(args[1], "[^,]+") do partners[#partners + 1] = handle end
  wrk.method = "POST"
  wrk.headers["content-type"] = "text/plain;charset=UTF-8"
  wrk.headers["user-agent"] = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1"
end

function request()
  count = count + 1
  wrk.headers["x-forwarded-for"] = string.format("10.%d.%d.%d", (id * 64 + math.floor(count / 65536)) % 256, math.floor(count / 256) % 256, count % 256)
  local body = string.format(
    '{"event":"%s","url":"https://northtrail.example/products/tent","referrer":"https://l.instagram.com/","partner":"%s","language":"en-US","zone":"America/New_York"}',
    events[count % #events + 1], partners[count % #partners + 1])
  return wrk.format(nil, "/collect", nil, body)
end

-- Only what was taken counts: anything else is an error of the measurement.
function done(summary, latency)
  io.write(string.format("p95 %d\n", latency:percentile(95)))
end
