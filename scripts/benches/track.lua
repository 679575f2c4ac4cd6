-- Orders for partners of the program in turn, each a new one.
local key, prefix, count = nil, nil, 0
local codes = { "MAYA15", "OSCAR10", "PRIYATREK", "JONASKLETTERT", "AMELIE12", "KEIKOHIKES", "LUISRUNS", "HANNA5" }

function init(args)
  key, prefix = args[1], args[2]
  wrk.method = "POST"
  wrk.headers["content-type"] = "application/json"
  wrk.headers["y-api-key"] = key
end

function request()
  count = count + 1
  local body = string.format(
    '{"order_id":"%s-%d","total_amount":%d.%02d,"customer":{"email":"customer%d@example.com","name":"Customer"}}',
    prefix, count, 20 + count % 200, count % 100, count % 5000)
  return wrk.format(nil, "/api/affiliates/track/" .. codes[count % #codes + 1], nil, body)
end
