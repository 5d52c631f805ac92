// The engine that only searches, in a worker.
import { serve } from './engine/serve.js';
import { open } from './slim-local.js';

serve(open);
