-- Migration: add_updated_at_triggers
-- Version: 20240101120500_add_updated_at_triggers
-- Created: 2024-01-01T12:05:00.000Z

-- ==================== UP ====================

create function set_updated_at() returns trigger
    language plpgsql
as $$
begin
    new.updated_at := now() at time zone 'utc';
    return new;
end;
$$;

comment on function set_updated_at() is 'Keeps updated_at true whoever writes the row';

create trigger users_set_updated_at
    before update on users
    for each row execute function set_updated_at();

create trigger user_profiles_set_updated_at
    before update on user_profiles
    for each row execute function set_updated_at();

-- ==================== DOWN ====================
-- To rollback, run the following SQL:
-- DROP TRIGGER IF EXISTS user_profiles_set_updated_at ON user_profiles;
-- DROP TRIGGER IF EXISTS users_set_updated_at ON users;
-- DROP FUNCTION IF EXISTS set_updated_at();
