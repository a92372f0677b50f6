-- Erasing a person: what was told of them goes; that something happened, when, and by whom stays.

-- When what the row held was erased. It cannot be taken back any more.
ALTER TABLE change_row ADD COLUMN erased_at INTEGER;

-- The ledger and the call log go on to refuse every change but this one.
DROP TRIGGER IF EXISTS change_is_final;
CREATE TRIGGER change_is_final BEFORE UPDATE ON change
WHEN NEW.summary <> 'changed what has been erased since'
  OR (NEW.tenant_id, NEW.id, NEW.seq, NEW.call_id, NEW.request_id, NEW.agent_id, NEW.tool, NEW.undoes,
      NEW.approved_by, NEW.created_at)
    IS NOT (OLD.tenant_id, OLD.id, OLD.seq, OLD.call_id, OLD.request_id, OLD.agent_id, OLD.tool, OLD.undoes,
            OLD.approved_by, OLD.created_at)
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;

DROP TRIGGER IF EXISTS change_row_is_final;
CREATE TRIGGER change_row_is_final BEFORE UPDATE ON change_row
WHEN NEW.erased_at IS NULL OR OLD.erased_at IS NOT NULL OR NEW.label IS NOT NULL
  OR (NEW.tenant_id, NEW.change_id, NEW.ordinal, NEW.entity, NEW.row_key, NEW.op)
    IS NOT (OLD.tenant_id, OLD.change_id, OLD.ordinal, OLD.entity, OLD.row_key, OLD.op)
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;

-- The digest that the chain holds of a call's arguments takes their place, and their salt goes.
DROP TRIGGER IF EXISTS call_is_final;
CREATE TRIGGER call_is_final BEFORE UPDATE ON call
WHEN NEW.salt IS NOT NULL OR NEW.arguments NOT LIKE '{"erased":"%"}'
  OR (NEW.tenant_id, NEW.id, NEW.seq, NEW.agent_id, NEW.session_id, NEW.request_id, NEW.tool, NEW.outcome,
      NEW.error_code, NEW.duration_us, NEW.change_id, NEW.client, NEW.protocol, NEW.created_at, NEW.hash)
    IS NOT (OLD.tenant_id, OLD.id, OLD.seq, OLD.agent_id, OLD.session_id, OLD.request_id, OLD.tool, OLD.outcome,
            OLD.error_code, OLD.duration_us, OLD.change_id, OLD.client, OLD.protocol, OLD.created_at, OLD.hash)
BEGIN SELECT RAISE(ABORT, 'the call log is append-only'); END;
