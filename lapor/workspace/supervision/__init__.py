"""The pages under /kerja/pembinaan/: outreach events, clearance drives and reprimand letters."""
