"""Many rows at once: see `services.batches`."""

from crm_cli.services.batches import Ids, among, insert, pages, uids, update

__all__ = ["Ids", "among", "insert", "pages", "uids", "update"]
