-- How often somebody asked whether a woman is known is counted from the trail itself; only those
-- entries stand in this index.
create index audit_asked on audit_entry (organisation_id, account_id, at) where action = 'ask-if-known';
