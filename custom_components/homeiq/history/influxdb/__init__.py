"""History that Home Assistant's InfluxDB integration wrote to a server, read over HTTP."""
