import type { CloudEvent } from './CloudEvent';
import type { CdEventPlaces } from './createCdEvent';
import { maker, partOf } from './journalEvent';
import type { JournalLine, Produced } from './JournalLine';
import { producedEvents } from './producedEvents';
import { actEvents, childEvents, runEvents } from './runEvents';
import { approvalEvents, skippedEvents, taskEvents } from './stepEvents';

/** The CDEvents that a line of the journal stands for; mostly none. */
export function toCdEvents(
  line: JournalLine,
  places: CdEventPlaces,
  produced: Produced[] = [],
): CloudEvent[] {
  const make = maker(line, places);
  switch (line.type) {
    case 'run.state':
      return [
        ...runEvents(line, make, places),
        ...childEvents(line, make, places),
      ];
    case 'run.pause':
    case 'run.resume':
    case 'run.cancel':
      return actEvents(line, make, places);
    case 'attempt.state':
      return [
        ...taskEvents(line, make, places),
        ...produced.flatMap((one, index) =>
          producedEvents(
            one,
            `${partOf(line)}-${index + 1}`,
            line,
            make,
            places,
          ),
        ),
      ];
    case 'step.state':
      if (line.state === 'skipped') {
        return skippedEvents(line, make, places);
      }
      return line.approval ? approvalEvents(line, make, places) : [];
    default:
      return [];
  }
}
