"""What Zigbee2MQTT tells of its devices, which Home Assistant shows only in part."""
