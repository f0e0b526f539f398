import type { ImagePush } from '@dop/plugin-images-common';

export interface PushRow {
  id: string;
  tag: string | null;
  proved: boolean | number;
  user_entity_ref: string | null;
  run: string | null;
  pushed_at: number | string;
}

/** A row of `pushes` as the API shows it. */
export function toPush(row: PushRow): ImagePush {
  return {
    id: row.id,
    tag: row.tag ?? undefined,
    pushedAt: new Date(Number(row.pushed_at)).toISOString(),
    proof: row.proved ? 'proved' : 'claimed',
    userEntityRef: row.user_entity_ref ?? undefined,
    run: row.run ? JSON.parse(row.run) : undefined,
  };
}
