"""Many rows at once: see `crm_cli.batches`."""

from crm_cli.batches import Ids, among, insert, pages, uids, update

__all__ = ["Ids", "among", "insert", "pages", "uids", "update"]
