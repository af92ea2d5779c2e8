// The part of bpmn-moddle that the tests use; it brings no types.
declare module 'bpmn-moddle' {
  export class BpmnModdle {
    fromXML(xml: string): Promise<{ rootElement: { $type: string }; warnings: { message: string }[] }>;
  }
}
