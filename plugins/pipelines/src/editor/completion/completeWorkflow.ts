import type { CodeCompletion } from '@dop/plugin-devops-react';
import { propertyOf } from '@dop/plugin-pipelines-common';
import { componentOffers } from './componentOffers';
import { expressionOffers, rootsAt } from './expressionOffers';
import { inputOffers, keyOffers, variableOffers } from './keyOffers';
import { textsOf, valueAt, type Outline } from './outline';
import { openExpression, placeIn, type YamlPlace } from './placeIn';
import { schemasAt, schemasBelow, type FileSchema } from './schemaAt';
import type { CompletionRequest, Offer } from './types';
import { linkOffers, needOffers, valueOffers } from './valueOffers';
import { WorkflowFacts } from './WorkflowFacts';

/**
 * What may stand at a place of a workflow file. The text may be broken, as it is
 * while it is written.
 */
export async function completeWorkflow(
  request: CompletionRequest,
): Promise<CodeCompletion[]> {
  const { text, offset } = request;
  const { root, place } = placeIn(text, offset);
  if (!place) {
    return [];
  }
  const facts = new WorkflowFacts(root, request.ports, request.components);
  const expression =
    place.kind === 'key' ? undefined : openExpression(place.before);
  if (expression !== undefined) {
    const roots = rootsAt(place.path, facts);
    const found = expressionOffers(expression, roots, place.quote);
    const [rest] = /^\w*/.exec(text.slice(offset))!;
    return placed(found?.offers ?? [], {
      from: offset - (found?.typed ?? 0),
      to: offset + rest.length,
    });
  }
  if (place.block) {
    return [];
  }
  const offers = [
    ...(place.kind === 'value' ? [] : keysAt(place, facts)),
    ...(place.kind === 'key'
      ? []
      : await valuesAt(place, root, facts, request)),
  ];
  return placed(offers, place);
}

function placed(
  offers: Offer[],
  { from, to }: { from: number; to: number },
): CodeCompletion[] {
  return offers.map(offer => ({ ...offer, from, to }));
}

/** Names that may stand at a place and do not stand beside it yet. */
function keysAt(place: YamlPlace, facts: WorkflowFacts): Offer[] {
  return namesAt(place, facts).filter(
    ({ label }) => !place.siblings.includes(label),
  );
}

function namesAt(place: YamlPlace, facts: WorkflowFacts): Offer[] {
  const [, part, step, field, ...rest] = place.path.map(String);
  if (part === 'steps' && field !== undefined) {
    const component = facts.componentOf(step);
    if (field === 'with' && rest.length === 0) {
      const inputs = facts.inputsOf(step);
      return inputs ? inputOffers(inputs, place) : [];
    }
    if (field === 'with') {
      return keyOffers(inputSchemas(place, facts), place);
    }
    if (field === 'env' || field === 'secrets') {
      const secret = field === 'secrets';
      return variableOffers(
        (component?.variables ?? []).filter(
          variable => Boolean(variable.secret) === secret,
        ),
        place,
      );
    }
    if (field === 'matrix' && rest.length === 2) {
      const axes = Object.keys(facts.axesOf(step)).map(name => ({ name }));
      return variableOffers(axes, place);
    }
  }
  return keyOffers(schemasAt(place.path), place);
}

/** Schemas of a value in `with`. */
function inputSchemas(place: YamlPlace, facts: WorkflowFacts): FileSchema[] {
  const [, , step, , ...rest] = place.path;
  const inputs = facts.inputsOf(String(step)) as FileSchema | undefined;
  return inputs ? schemasBelow([inputs], rest) : [];
}

async function valuesAt(
  place: YamlPlace,
  root: Outline | undefined,
  facts: WorkflowFacts,
  request: CompletionRequest,
): Promise<Offer[]> {
  const { path } = place;
  const [, part, step, field, name] = path.map(String);
  if (part === 'steps' && path.length >= 4) {
    if (field === 'uses') {
      return componentOffers(request, place);
    }
    if (field === 'needs') {
      const needs = valueAt(root, 'spec', 'steps', step, 'needs');
      return needOffers(facts, path, place, textsOf(needs));
    }
    if (field === 'with' && path.length >= 5) {
      const roots = rootsAt(path, facts);
      const inputs = facts.inputsOf(step);
      const input = path.length === 5 && inputs && propertyOf(inputs, name);
      return [
        ...(input ? linkOffers(input, roots, place) : []),
        ...valueOffers(inputSchemas(place, facts), place),
      ];
    }
  }
  return valueOffers(schemasAt(path), place);
}
