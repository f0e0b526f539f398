import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { techdocsGeneratorExtensionPoint } from '@backstage/plugin-techdocs-node';
import { MarkdownGenerator } from './MarkdownGenerator';

/**
 * Lets TechDocs work where there is neither Python nor a container engine. With
 * `dop.docs.generator: mkdocs` Backstage's own generator runs instead.
 */
export const techdocsModuleDop = createBackendModule({
  pluginId: 'techdocs',
  moduleId: 'dop',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        generator: techdocsGeneratorExtensionPoint,
        logger: coreServices.logger,
      },
      async init({ config, generator, logger }) {
        const wanted =
          config.getOptionalString('dop.docs.generator') ?? 'markdown';
        if (wanted === 'markdown') {
          generator.setTechdocsGenerator(
            MarkdownGenerator.create({ config, logger }),
          );
        } else if (wanted !== 'mkdocs') {
          throw new Error(
            `dop.docs.generator is "${wanted}"; it must be markdown or mkdocs`,
          );
        }
      },
    });
  },
});
